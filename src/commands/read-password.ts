import type { Readable } from 'node:stream';
import { CommandError } from './command-error.js';

/** Far more than a password may have. */
const BYTES_MAX = 4_096;

/** Reads a password from a pipe or a file, without the line break at its end. @throws {CommandError} */
export async function readPassword(input: Readable & { readonly isTTY?: boolean }): Promise<string> {
  // A terminal would show what the person types.
  if (input.isTTY) throw new CommandError('--password-stdin reads the password from a pipe or a file.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > BYTES_MAX) throw new CommandError('The password is too long.');
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
