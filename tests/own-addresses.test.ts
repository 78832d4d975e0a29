import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSourceFiles } from './support/source-files.js';

/** A text that is an address of Parley, as seen from the top of its host. */
const ADDRESS = /['"`]\/[a-z][\w-]*/g;
/** The key of a cache is no address. `addressToOpen` takes a path of Parley. */
const OTHERS: Record<string, readonly string[]> = {
  'src/client/lib/kept-language.ts': [`'/language`],
  'src/client/worker/open-page.ts': [`'/home`],
};

const foreignAddresses = (path: string, text: string) =>
  [...text.matchAll(ADDRESS)].map(([match]) => match).filter((match) => !OTHERS[path]?.includes(match));

test('scripts ask `ownAddress` for the addresses of pages, because Parley may be below a path', async () => {
  const found = [];
  for (const { path, code } of await readSourceFiles('src/client'))
    if (path.endsWith('.ts') && !path.endsWith('.test.ts'))
      found.push(...foreignAddresses(path, code).map((address) => `${path}: ${address}`));
  assert.deepEqual(found, []);
});

test('the test above notices an address in any kind of quotes', () => {
  const text = ["location.assign('/home')", 'link.href = `/room/${code}`', 'fetch("/api/v1")'].join('\n');
  assert.deepEqual(foreignAddresses('src/client/x.ts', text), ["'/home", '`/room', '"/api']);
});
