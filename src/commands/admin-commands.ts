import { fieldErrors, RegisterForm } from '../controllers/form-schemas.js';
import { messagesFor } from '../messages/messages.js';
import { temporaryPassword } from '../security/temporary-password.js';
import type { Accounts } from '../services/accounts.js';
import { LastAdminError } from '../services/administration.js';
import type { AccountSummary, Administration } from '../services/administration.js';
import { accountsTable } from './accounts-table.js';
import type { AdminCommand } from './admin-arguments.js';
import { CommandError } from './command-error.js';
import { isLinkCommand, runLinkCommand } from './link-commands.js';
import type { LinkCommand, LinkCommandOptions } from './link-commands.js';

export interface CommandOptions extends LinkCommandOptions {
  readonly accounts: Pick<Accounts, 'register'>;
  readonly administration: Administration;
  /** The place of the data, as in "data in the embedded database in /srv/data". */
  readonly database: string;
  /** Reads the new password from the terminal's standard input. */
  readPassword(): Promise<string>;
}

const PAGE = 200;
const PasswordOnly = RegisterForm.pick({ password: true });

export type RunnableCommand = Exclude<AdminCommand, { name: 'help' }>;

/** Carries out one command. @throws {CommandError} if it cannot be carried out */
export async function runAdminCommand(command: RunnableCommand, options: CommandOptions): Promise<void> {
  if (isLinkCommand(command)) await runLinkCommand(command, options);
  else if (command.name === 'list') await list(options);
  else if (command.name === 'create-user') await createUser(command, options);
  else await change(command, await accountOf(command.username, options), options);
}

async function list({ administration, database, print }: CommandOptions): Promise<void> {
  const accounts = await allAccounts(administration);
  print(accounts.length > 0 ? accountsTable(accounts) : `There are no accounts in ${database}.`);
}

async function allAccounts(administration: Administration): Promise<AccountSummary[]> {
  const accounts: AccountSummary[] = [];
  for (;;) {
    const after = accounts.at(-1)?.username;
    const page = await administration.list({ limit: PAGE, ...(after !== undefined && { after }) });
    accounts.push(...page);
    if (page.length < PAGE) return accounts;
  }
}

async function accountOf(
  username: string,
  { administration, database }: CommandOptions,
): Promise<AccountSummary> {
  const account = await administration.findByUsername(username);
  if (!account) throw new CommandError(`There is no account ${username} in ${database}.`);
  return account;
}

type Named<Name> = Extract<RunnableCommand, { name: Name }>;

async function createUser(
  { account, isAdmin, readsPassword }: Named<'create-user'>,
  options: CommandOptions,
): Promise<void> {
  const { accounts, administration, database, log, print } = options;
  const password = readsPassword ? await options.readPassword() : temporaryPassword();
  const form = RegisterForm.safeParse({ ...account, password });
  if (!form.success) {
    const problems = fieldErrors(form.error, ['name', 'username', 'password'], messagesFor('en').forms);
    const lines = Object.entries(problems).map(([field, problem]) => `  ${field}: ${problem}`);
    throw new CommandError(`The account was not created:\n${lines.join('\n')}`);
  }
  const user = await accounts.register(form.data);
  if (!user) throw new CommandError(`The username ${form.data.username} is taken.`);
  if (isAdmin) await administration.makeAdmin(user.id);
  log.info(`admin create-user user=${user.id} by=command-line`);
  print(`Created the account ${user.username} in ${database}.`);
  if (isAdmin) print(`${user.username} is an administrator.`);
  if (!readsPassword) printPassword(password, print);
}

type Change = Exclude<RunnableCommand, Named<'list' | 'create-user'> | LinkCommand>;

async function change(command: Change, account: AccountSummary, options: CommandOptions): Promise<void> {
  const { administration, log, print } = options;
  const { id, username } = account;
  try {
    switch (command.name) {
      case 'reset-password': {
        const password = command.readsPassword ? await readNewPassword(options) : temporaryPassword();
        await administration.resetPassword(id, password);
        print(`Reset the password of ${username}, and ended all sessions and API tokens of the account.`);
        if (!command.readsPassword) printPassword(password, print);
        break;
      }
      case 'disable':
        await administration.disable(id);
        print(`Disabled ${username}, and ended all sessions and API tokens of the account.`);
        break;
      case 'enable':
        await administration.enable(id);
        print(`Enabled ${username}.`);
        break;
      case 'make-admin':
        await administration.makeAdmin(id);
        print(`${username} is an administrator.`);
        break;
      case 'revoke-admin':
        await administration.revokeAdmin(id);
        print(`${username} is not an administrator.`);
        break;
    }
  } catch (error) {
    if (!(error instanceof LastAdminError)) throw error;
    throw new CommandError(
      `${username} is the last administrator. Make somebody else an administrator first, with make-admin.`,
    );
  }
  log.info(`admin ${command.name} user=${id} by=command-line`);
}

async function readNewPassword({ readPassword }: CommandOptions): Promise<string> {
  const form = PasswordOnly.safeParse({ password: await readPassword() });
  if (form.success) return form.data.password;
  const { password = '' } = fieldErrors(form.error, ['password'], messagesFor('en').forms);
  throw new CommandError(`The password was not changed. ${password}`);
}

function printPassword(password: string, print: CommandOptions['print']): void {
  print(`Temporary password: ${password}`);
  print('It is not shown again. Ask the person to change it on the page Account.');
}
