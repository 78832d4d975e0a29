// The entry file of `npm run admin`: manages accounts from a terminal, also while the server is running. A command that
// cannot be carried out exits with code 1, wrong arguments with code 2.
import { parseAdminArguments, USAGE, UsageError } from './commands/admin-arguments.js';
import { runAdminCommand } from './commands/admin-commands.js';
import type { RunnableCommand } from './commands/admin-commands.js';
import { CommandError } from './commands/command-error.js';
import { readPassword } from './commands/read-password.js';
import { loadConfig, readEnvironment } from './config.js';
import { openDatabase } from './database.js';
import { reasonOf } from './failure.js';
import { createLog, print, printError } from './logging/log.js';
import { createUserSessions } from './middleware/user-sessions.js';
import { createAccounts } from './services/accounts.js';
import { createAdministration } from './services/administration.js';
import { createSignUpLinks } from './services/sign-up-links.js';
import { forgetPushOfSessions, forgetPushOfUser } from './services/push/push-subscriptions.js';

try {
  const command = parseAdminArguments(process.argv.slice(2));
  if (command.name === 'help') print(USAGE);
  else await run(command);
} catch (error) {
  if (error instanceof UsageError) printError(`${error.message}\n\n${USAGE}`);
  else printError(error instanceof CommandError ? error.message : `The command failed. ${reasonOf(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(command: RunnableCommand): Promise<void> {
  const config = loadConfig(readEnvironment());
  const database = await openDatabase({
    mongodbUri: config.mongodbUri ?? undefined,
    dataDir: config.dataDir,
    mayShare: true,
  });
  try {
    const sessions = await createUserSessions(database.client.db().collection('sessions'), {
      ended: forgetPushOfSessions,
      allEnded: forgetPushOfUser,
    });
    const accounts = createAccounts();
    await runAdminCommand(command, {
      accounts,
      // The server ends the sockets of these sessions with its next session check.
      administration: createAdministration({ accounts, endSessions: (userId) => sessions.endAll(userId) }),
      signUpLinks: createSignUpLinks(Date.now),
      publicUrl: config.publicUrl,
      database: database.description,
      log: createLog(config.logLevel, printError),
      print,
      readPassword: () => readPassword(process.stdin),
    });
  } finally {
    await database.close();
  }
}
