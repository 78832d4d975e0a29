// The compiled messages import these functions. They use the plural rules that every browser has (`Intl.PluralRules`), so
// the bundles contain no rules.
type PluralFunction = (value: number | string, isOrdinal?: boolean | number) => Intl.LDMLPluralRule;

// The annotations let esbuild remove the function of the language that a bundle does not use.
export const en = /* @__PURE__ */ pluralFunction('en');
export const fr = /* @__PURE__ */ pluralFunction('fr');

function pluralFunction(language: string): PluralFunction {
  const rules = new Map<Intl.PluralRuleType, Intl.PluralRules>();
  return (value, isOrdinal) => {
    const type = isOrdinal ? 'ordinal' : 'cardinal';
    // Creating rules is slow, and most pages show no plural, so the rules are created at their first use.
    const known = rules.get(type) ?? new Intl.PluralRules(language, { type });
    rules.set(type, known);
    return known.select(Number(value));
  };
}
