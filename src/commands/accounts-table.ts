import type { AccountSummary } from '../services/administration.js';

const HEADINGS = ['USERNAME', 'NAME', 'CREATED', 'ADMIN', 'DISABLED'];
const GAP = '  ';

/** One line per account, below a line of headings. Dates are in UTC. */
export function accountsTable(accounts: readonly AccountSummary[]): string {
  const rows = [HEADINGS, ...accounts.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ username, name, createdAt, isAdmin, disabledAt }: AccountSummary): string[] {
  return [username, name, dateOf(createdAt), isAdmin ? 'yes' : 'no', disabledAt ? dateOf(disabledAt) : 'no'];
}

function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
