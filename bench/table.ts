/** Stands in the place of a budget in rows that have none. */
const NO_BUDGET = '–';

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly isMet: boolean;
}

export function row(what: string, measured: string, budget: string, isMet: boolean): Row {
  return { what, measured, budget, isMet };
}

export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(({ what, measured, budget, isMet }) => {
    const answer = budget === NO_BUDGET ? NO_BUDGET : isMet ? 'yes' : '**no**';
    return `| ${what} | ${measured} | ${budget} | ${answer} |`;
  });
  return ['| measurement | measured | budget | within budget |', '| --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
