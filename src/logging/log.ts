export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Each call writes one line. `debug`: details for tracing a problem. `info`: a step in the life of a call or of the
 * server. `warn`: a problem that Parley has repaired itself. `error`: a problem that the operator should look at.
 * A line contains ids instead of names, and never chat text, cookies, credentials or SDP, nor the code of a meeting.
 */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export function createLog(level: LogLevel, write: (line: string) => void = console.log): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const writerFor = (lineLevel: Exclude<LogLevel, 'silent'>) => {
    if (LOG_LEVELS.indexOf(lineLevel) < threshold) return () => {};
    return (line: string) => {
      write(`${new Date().toISOString()} ${lineLevel} ${line.replaceAll('\n', ' ')}`);
    };
  };
  return {
    debug: writerFor('debug'),
    info: writerFor('info'),
    warn: writerFor('warn'),
    error: writerFor('error'),
  };
}

/**
 * The name, code and place of an error, like `error=TypeError at=join (call-rooms.js:70:11)`. Leaves out the message,
 * because it may quote text that a person wrote.
 */
export function outline(error: unknown): string {
  if (!(error instanceof Error)) return 'error=unknown';
  const place = /^\s*at (.*)$/m.exec(error.stack ?? '')?.[1] ?? 'unknown';
  const code = 'code' in error ? ` code=${String(error.code)}` : '';
  return `error=${error.name}${code} at=${place}`;
}

/** Prints a line for the person who starts Parley in a terminal. The log level has no effect on it. */
export function print(line: string): void {
  console.log(line);
}

/** Prints the reason why Parley cannot start or keep running. The log level has no effect on it. */
export function printError(line: string): void {
  console.error(line);
}
