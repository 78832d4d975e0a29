import type { ReportEntry } from '../services/random-reports.js';

export interface ReportsPage {
  reports: readonly ReportEntry[];
  /** The path of the next page of the list, or null on the last one. */
  older: string | null;
  /** Whether a decision has just been stored. */
  isDone: boolean;
}
