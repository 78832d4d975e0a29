// The compiled messages import these. Intl knows the rules of every language, so no bundle carries a copy of them.
type PluralFunction = (value: number | string, isOrdinal?: boolean | number) => Intl.LDMLPluralRule;

// The annotations let esbuild leave out the language that a bundle does not speak.
export const en = /* @__PURE__ */ pluralFunction('en');
export const fr = /* @__PURE__ */ pluralFunction('fr');

function pluralFunction(language: string): PluralFunction {
  const rules = new Map<Intl.PluralRuleType, Intl.PluralRules>();
  return (value, isOrdinal) => {
    const type = isOrdinal ? 'ordinal' : 'cardinal';
    // Intl takes long to make rules, and most pages count nothing: they are made when first asked for.
    const known = rules.get(type) ?? new Intl.PluralRules(language, { type });
    rules.set(type, known);
    return known.select(Number(value));
  };
}
