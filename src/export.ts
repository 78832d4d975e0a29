// The entry file of `npm run export`: copies the embedded database to a MongoDB.
import { resolve } from 'node:path';
import { CommandError } from './commands/command-error.js';
import { EXPORT_USAGE, parseExportArguments } from './commands/data-arguments.js';
import type { ExportArguments } from './commands/data-arguments.js';
import { runExport } from './commands/export-command.js';
import { readPassword } from './commands/read-password.js';
import { loadConfig, readEnvironment } from './config.js';
import { isServed, openData } from './database-files.js';
import { openExportTarget } from './export-target.js';
import { print } from './logging/log.js';
import { runTerminalCommand } from './terminal-command.js';

await runTerminalCommand(EXPORT_USAGE, parseExportArguments, copyData);

async function copyData({ to, mayReplace, whileRunning }: ExportArguments): Promise<void> {
  const { dataDir } = loadConfig(readEnvironment());
  const uri = to === '-' ? (await readPassword(process.stdin)).trim() : to;
  const directory = resolve(dataDir);
  const isRunning = await isServed(dataDir);
  if (isRunning && !whileRunning) {
    throw new CommandError(
      `A process uses ${directory}. Later changes would be missing in the target, so stop the server first. For a rehearsal, add --while-running.`,
    );
  }
  const source = await openData(dataDir);
  if (!source)
    throw new CommandError(`There is no database in ${directory}. Set DATA_DIR to the folder of the server.`);
  try {
    const target = await openExportTarget(uri, dataDir);
    try {
      print(`Copying the embedded database in ${directory} to ${target.description.replace('The', 'the')}:`);
      await runExport(source, target, { mayReplace, print });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  if (isRunning)
    print('The server has been running. Changes after the start of the export are missing in the target.');
  else print('Set MONGODB_URI and start Parley.');
  if (source.sessionSecret !== undefined)
    print(
      `Keep ${directory}: it holds the secret of the sessions. Or set SESSION_SECRET to the content of session-secret there.`,
    );
}
