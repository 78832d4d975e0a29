import { BackupError } from './backups/backup-error.js';
import { UsageError } from './commands/admin-arguments.js';
import { CommandError } from './commands/command-error.js';
import { reasonOf } from './failure.js';
import { print, printError } from './logging/log.js';

/**
 * Runs a command of the terminal. A command that cannot be carried out exits with code 1, wrong arguments with code 2. A
 * signal stops it in order, with code 130. `parse` returns null to show the usage.
 */
export async function runTerminalCommand<T>(
  usage: string,
  parse: (args: readonly string[]) => T | null,
  run: (command: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  try {
    const command = parse(process.argv.slice(2));
    if (command === null) print(usage);
    else await run(command, stop.signal);
  } catch (error) {
    if (error instanceof UsageError) printError(`${error.message}\n\n${usage}`);
    else if (stop.signal.aborted) printError('Stopped. Nothing has changed.');
    else if (error instanceof CommandError || error instanceof BackupError) printError(error.message);
    else printError(`The command failed. ${reasonOf(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : stop.signal.aborted ? 130 : 1;
  }
}
