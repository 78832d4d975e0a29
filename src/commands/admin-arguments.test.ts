import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAdminArguments, UsageError } from './admin-arguments.js';
import type { AdminCommand } from './admin-arguments.js';

const ANN = { name: 'Ann Lind', username: 'ann' };
const CREATE = ['create-user', '--name', 'Ann Lind', '--username=ann'];

const COMMANDS: [args: string[], command: AdminCommand][] = [
  [CREATE, { name: 'create-user', account: ANN, isAdmin: false, readsPassword: false }],
  [
    [...CREATE, '--admin', '--password-stdin'],
    { name: 'create-user', account: ANN, isAdmin: true, readsPassword: true },
  ],
  [['reset-password', 'ann'], { name: 'reset-password', username: 'ann', readsPassword: false }],
  [
    ['reset-password', '--password-stdin', 'ann'],
    { name: 'reset-password', username: 'ann', readsPassword: true },
  ],
  [['disable', 'ann'], { name: 'disable', username: 'ann' }],
  [['enable', 'ann'], { name: 'enable', username: 'ann' }],
  [['make-admin', 'ann'], { name: 'make-admin', username: 'ann' }],
  [['revoke-admin', 'ann'], { name: 'revoke-admin', username: 'ann' }],
  [['list'], { name: 'list' }],
  [['links'], { name: 'links' }],
  [['invite'], { name: 'invite', accounts: 1 }],
  [['invite', '--accounts=50'], { name: 'invite', accounts: 50 }],
  [['revoke-link', 'abc'], { name: 'revoke-link', link: 'abc' }],
  [['--help'], { name: 'help' }],
];

for (const [args, command] of COMMANDS) {
  test(`the arguments "${args.join(' ')}" form a command`, () => {
    assert.deepEqual(parseAdminArguments(args), command);
  });
}

const MISTAKES: [args: string[], says: RegExp][] = [
  [[], /command is missing/],
  [['delete', 'ann'], /no command delete/],
  [['disable'], /username is missing/],
  [['disable', ''], /username is missing/],
  [['disable', 'ann', 'bob'], /does not take bob/],
  [['disable', 'ann', '--force'], /--force/],
  [['list', 'ann'], /does not take ann/],
  [['list', '--admin'], /--admin/],
  [['create-user', 'Ann', 'ann'], /does not take Ann ann/],
  [['create-user', '--name', 'Ann'], /needs --name and --username/],
  [['create-user', '--username', 'ann'], /needs --name and --username/],
  [['create-user', '--name'], /--name/],
  [['create-user', '--name', 'Ann', '--username', 'ann', '--password', 'secret'], /--password/],
  [['invite', '--accounts', '51'], /number from 1 to 50/],
  [['invite', '--accounts', '0'], /number from 1 to 50/],
  [['revoke-link'], /id of a link is missing/],
  [['links', 'x'], /does not take x/],
  [['reset-password', '--password-stdin'], /username is missing/],
];

for (const [args, says] of MISTAKES) {
  test(`the arguments "${args.join(' ')}" are refused with the reason`, () => {
    assert.throws(
      () => parseAdminArguments(args),
      (error) => error instanceof UsageError && says.test(error.message),
    );
  });
}
