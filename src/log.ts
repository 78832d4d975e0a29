export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * One line each. `debug`: what somebody looks for who looks for something. `info`: a step in a life. `warn`: healed by
 * itself. `error`: somebody should look. Never what people wrote, cookies, credentials or SDP; ids instead of names.
 */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export function createLog(level: LogLevel, write: (line: string) => void = console.log): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (own: Exclude<LogLevel, 'silent'>) => {
    if (LOG_LEVELS.indexOf(own) < threshold) return () => {}; // below what is asked for
    return (line: string) => {
      write(`${new Date().toISOString()} ${own} ${line.replaceAll('\n', ' ')}`);
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What an operator needs of an error. Its message may quote what people wrote, so only its kind and place are told. */
export function outline(error: unknown): string {
  if (!(error instanceof Error)) return 'error=unknown';
  const place = /^\s*at (.*)$/m.exec(error.stack ?? '')?.[1] ?? 'unknown';
  const code = 'code' in error ? ` code=${String(error.code)}` : '';
  return `error=${error.name}${code} at=${place}`;
}

/** For the person who starts Parley in a terminal, whatever the level. */
export function tell(line: string): void {
  console.log(line);
}

/** Why Parley cannot start or go on. */
export function tellProblem(line: string): void {
  console.error(line);
}
