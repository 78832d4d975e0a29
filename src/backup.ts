// The entry file of `npm run backup`: writes all data of the embedded database to a file, also beside a running server.
import { runBackup } from './commands/backup-command.js';
import { CommandError } from './commands/command-error.js';
import { BACKUP_USAGE, parseBackupArguments } from './commands/data-arguments.js';
import type { BackupArguments } from './commands/data-arguments.js';
import { loadConfig, readEnvironment } from './config.js';
import { openData } from './database-files.js';
import { print, printError } from './logging/log.js';
import { runTerminalCommand } from './terminal-command.js';

await runTerminalCommand(BACKUP_USAGE, parseBackupArguments, backUp);

async function backUp(command: BackupArguments, signal: AbortSignal): Promise<void> {
  const { mongodbUri, dataDir } = loadConfig(readEnvironment());
  if (mongodbUri !== null) {
    throw new CommandError(
      'Parley stores its data in the MongoDB of MONGODB_URI. Back that up with the tools of MongoDB, such as mongodump, and keep the file session-secret in DATA_DIR or the setting SESSION_SECRET.',
    );
  }
  const source = await openData(dataDir);
  if (!source)
    throw new CommandError(`There is no database in ${dataDir}. Set DATA_DIR to the folder of the server.`);
  try {
    // Standard output may be the backup itself.
    const say = command.file === '-' ? printError : print;
    await runBackup(command, { source, output: process.stdout, signal, print: say });
  } finally {
    await source.close();
  }
}
