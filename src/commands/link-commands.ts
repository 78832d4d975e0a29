import { signUpPath } from '../controllers/sign-up-path.js';
import type { Log } from '../logging/log.js';
import { SIGN_UP_LINKS_MAX } from '../services/sign-up-links.js';
import type { SignUpLinks } from '../services/sign-up-links.js';
import type { AdminCommand } from './admin-arguments.js';
import { CommandError } from './command-error.js';

export type LinkCommand = Extract<AdminCommand, { name: 'invite' | 'links' | 'revoke-link' }>;

export interface LinkCommandOptions {
  readonly signUpLinks: SignUpLinks;
  /** The origin of the server as people reach it. Null if the settings do not tell. */
  readonly publicUrl: string | null;
  readonly log: Pick<Log, 'info'>;
  /** Prints a line for the person at the terminal. */
  print(line: string): void;
}

export function isLinkCommand<T extends { readonly name: string }>(
  command: T | LinkCommand,
): command is LinkCommand {
  return ['invite', 'links', 'revoke-link'].includes(command.name);
}

export async function runLinkCommand(command: LinkCommand, options: LinkCommandOptions): Promise<void> {
  const { signUpLinks, log, print } = options;
  if (command.name === 'invite') await invite(command.accounts, options);
  else if (command.name === 'revoke-link') {
    if (!(await signUpLinks.revoke(command.link)))
      throw new CommandError(`There is no link ${command.link}. The command links shows all.`);
    log.info(`admin revoke-sign-up-link link=${command.link} by=command-line`);
    print('The link does not work any more. Accounts that were created with it stay.');
  } else {
    const links = await signUpLinks.list();
    if (links.length === 0) print('There are no valid sign-up links.');
    for (const { id, uses, maxUses, expiresAt } of links)
      print(`${id}  ${uses} of ${maxUses} accounts created, expires ${momentOf(expiresAt)}`);
  }
}

async function invite(
  accounts: number,
  { signUpLinks, publicUrl, log, print }: LinkCommandOptions,
): Promise<void> {
  const link = await signUpLinks.create(null, accounts);
  if (!link)
    throw new CommandError(`There are ${SIGN_UP_LINKS_MAX} valid links. Revoke one with revoke-link.`);
  log.info(`admin create-sign-up-link link=${link.id} by=command-line`);
  const path = signUpPath(link.token);
  if (publicUrl === null) print(`Sign-up link, behind the address of your server: ${path}`);
  else print(`Sign-up link: ${publicUrl}${path}`);
  print(
    `It works until ${momentOf(link.expiresAt)} for ${accounts === 1 ? 'one account' : `${accounts} accounts`}, and is not shown again. Send it in a private message.`,
  );
}

/** Like `2026-03-05 14:07 UTC`. */
function momentOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
