// The entry file of `npm run restore`: replaces the embedded database by the content of a backup.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { readBackup } from './backups/backup-file.js';
import { CommandError } from './commands/command-error.js';
import { parseRestoreArguments, RESTORE_USAGE } from './commands/data-arguments.js';
import type { RestoreArguments } from './commands/data-arguments.js';
import { copyBackup, nowhere, summaryText } from './commands/restore-command.js';
import type { RestoreSummary } from './commands/restore-command.js';
import { loadConfig, readEnvironment } from './config.js';
import { hasData, replaceData } from './database-files.js';
import { print } from './logging/log.js';
import { ApiTokenModel } from './models/api-token.js';
import { PendingLoginModel } from './models/pending-login.js';
import { runTerminalCommand } from './terminal-command.js';

/** The collections whose documents let a person or a program in without a password. */
const LOGINS = ['sessions', ApiTokenModel.collection.name, PendingLoginModel.collection.name];

await runTerminalCommand(RESTORE_USAGE, parseRestoreArguments, restore);

async function restore(command: RestoreArguments, signal: AbortSignal): Promise<void> {
  const { mongodbUri, dataDir } = loadConfig(readEnvironment());
  const { file, mayReplace, endSessions, checkOnly } = command;
  const records = () => readBackup(file === '-' ? process.stdin : createReadStream(file));
  const options = { leftOut: new Set(endSessions ? LOGINS : []), signal };
  if (checkOnly) {
    print(`The file is ${summaryText(await copyBackup(records(), nowhere, options))}.`);
    return;
  }
  if (mongodbUri !== null) {
    throw new CommandError(
      'MONGODB_URI is set, but backups belong to the embedded database. Unset it, restore, and then copy the data with npm run export.',
    );
  }
  const directory = resolve(dataDir);
  if (!mayReplace && hasData(dataDir)) {
    throw new CommandError(
      `There are data in ${directory} already. Add --replace to replace them; the old files stay in a folder beside the new ones.`,
    );
  }
  const { filled: summary, aside } = await replaceData(dataDir, (target) =>
    copyBackup(records(), target, options),
  );
  report(summary, { directory, aside, endSessions });
}

function report(
  summary: RestoreSummary,
  { directory, aside, endSessions }: { directory: string; aside: string | null; endSessions: boolean },
): void {
  print(`Restored ${summaryText(summary)} into ${directory}.`);
  if (aside !== null) print(`The old files are in ${aside}. Delete that folder when you no longer need it.`);
  if (!summary.hasSecret)
    print('The backup does not hold the secret of the sessions. Set SESSION_SECRET as on the old server.');
  if (endSessions) print('All sessions and API tokens are ended. Everyone has to log in again.');
  else {
    print(
      'Passwords, sessions and API tokens are those of the backup, also the ones that were changed or ended later. To end all sessions and tokens, restore again with --replace --end-sessions.',
    );
  }
}
