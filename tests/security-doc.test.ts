import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

/** Like: `tests/x.test.ts`: “the title of a test”, “another title in the same file” */
const REFERENCE = /`((?:tests|src)\/[^`]+\.ts)`: ((?:“[^”]+”(?:, )?)+)/g;

test('every test that the table of attacks names exists', async () => {
  const text = await readFile('docs/security.md', 'utf8');
  const references = [...text.matchAll(REFERENCE)];
  assert.ok(references.length > 40, 'the test finds the references');
  for (const [, file = '', titles = ''] of references) {
    const source = await readFile(file, 'utf8');
    for (const [, title = ''] of titles.matchAll(/“([^”]+)”/g))
      assert.ok(source.includes(title), `${file} has no test “${title}”`);
  }
  const rows = text.split('\n').filter((line) => /^\| .* \| .*(?:tests|src)\//.test(line));
  for (const row of rows)
    assert.match(row, new RegExp(REFERENCE.source), 'a row of the table names a file without a title');
});
