import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meetingCodeSchema } from './meeting-code-schema.js';

const schema = meetingCodeSchema({ missing: 'missing', invalid: 'invalid' });

const problems = (input: unknown) => schema.safeParse(input).error?.issues.map(({ message }) => message);

test('a code or a link becomes the normalised code', () => {
  assert.equal(schema.parse(' ABC-defg-hjk '), 'abc-defg-hjk');
  assert.equal(schema.parse('https://meet.example/room/abc-defg-hjk'), 'abc-defg-hjk');
});

test('input without text is missing, and other text is invalid', () => {
  for (const input of [undefined, null, 7, {}, '', ' \n']) assert.deepEqual(problems(input), ['missing']);
  for (const input of ['?', 'a/b']) assert.deepEqual(problems(input), ['invalid']);
});

test('very long input is refused before it is parsed', () => {
  const link = `https://meet.example/room/abc-defg-hjk?${'x'.repeat(2_048)}`;
  assert.deepEqual(problems(link), ['invalid']);
});
