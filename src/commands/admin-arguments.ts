import { parseArgs } from 'node:util';
import { SIGN_UP_USES_MAX } from '../shared/limits.js';

export type AdminCommand =
  | {
      readonly name: 'create-user';
      readonly account: { readonly name: string; readonly username: string };
      readonly isAdmin: boolean;
      readonly readsPassword: boolean;
    }
  | { readonly name: 'reset-password'; readonly username: string; readonly readsPassword: boolean }
  | { readonly name: 'disable' | 'enable' | 'make-admin' | 'revoke-admin'; readonly username: string }
  | { readonly name: 'list' }
  | { readonly name: 'links' }
  | { readonly name: 'invite'; readonly accounts: number }
  | { readonly name: 'revoke-link'; readonly link: string }
  | { readonly name: 'help' };

/** The arguments do not form a command. The message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Usage: npm run admin -- COMMAND

  create-user --name NAME --username USERNAME [--admin] [--password-stdin]
  reset-password USERNAME [--password-stdin]
  disable USERNAME
  enable USERNAME
  make-admin USERNAME
  revoke-admin USERNAME
  list
  invite [--accounts NUMBER]
  links
  revoke-link ID

create-user and reset-password print a temporary password, or read one from standard
input with --password-stdin. reset-password and disable end all sessions and API tokens
of the user, and reset-password turns the second factor off. invite prints a sign-up link for
one account, or for up to ${SIGN_UP_USES_MAX}, also while registration is closed. The commands use the settings
of the server, and work while it is running.`;

/** Reads the arguments behind `npm run admin --`. @throws {UsageError} */
export function parseAdminArguments(args: readonly string[]): AdminCommand {
  const [name, ...rest] = args;
  switch (name) {
    case undefined:
      throw new UsageError('A command is missing.');
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' };
    case 'list':
    case 'links':
      read(rest, {}, 0);
      return { name };
    case 'create-user': {
      const { values } = read(rest, { ...TEXTS, ...FLAGS }, 0);
      const { name: fullName, username } = values;
      if (typeof fullName !== 'string' || typeof username !== 'string')
        throw new UsageError('create-user needs --name and --username.');
      const [isAdmin, readsPassword] = [values['admin'] === true, values['password-stdin'] === true];
      return { name, account: { name: fullName, username }, isAdmin, readsPassword };
    }
    case 'invite': {
      const { accounts = '1' } = read(rest, { accounts: { type: 'string' } }, 0).values;
      const count = /^\d{1,3}$/.test(String(accounts)) ? Number(accounts) : 0;
      if (count < 1 || count > SIGN_UP_USES_MAX)
        throw new UsageError(`--accounts must be a number from 1 to ${SIGN_UP_USES_MAX}.`);
      return { name, accounts: count };
    }
    case 'revoke-link': {
      const [link = '', ...others] = parse(rest, {}).positionals;
      if (link === '') throw new UsageError('The id of a link is missing. The command links shows it.');
      if (others.length > 0) throw new UsageError(`The command does not take ${others.join(' ')}.`);
      return { name, link };
    }
    case 'reset-password': {
      const { values, username } = read(rest, { 'password-stdin': FLAGS['password-stdin'] }, 1);
      return { name, username, readsPassword: values['password-stdin'] === true };
    }
    case 'disable':
    case 'enable':
    case 'make-admin':
    case 'revoke-admin':
      return { name, username: read(rest, {}, 1).username };
    default:
      throw new UsageError(`There is no command ${name}.`);
  }
}

const TEXTS = { name: { type: 'string' }, username: { type: 'string' } } as const;
const FLAGS = { admin: { type: 'boolean' }, 'password-stdin': { type: 'boolean' } } as const;

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** @param usernames how many usernames the command takes */
function read(args: string[], options: Options, usernames: 0 | 1) {
  const { values, positionals } = parse(args, options);
  const [username = ''] = positionals;
  if (positionals.length > usernames)
    throw new UsageError(`The command does not take ${positionals.slice(usernames).join(' ')}.`);
  if (usernames > 0 && username === '') throw new UsageError('A username is missing.');
  return { values, username };
}

function parse(args: string[], options: Options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}
