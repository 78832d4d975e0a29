export interface AuditOutcome {
  state: 'passed' | 'failed' | 'skipped';
  lines: string[];
}
export function audit(): Promise<AuditOutcome>;
export function outcomeOf(output: string): AuditOutcome;
