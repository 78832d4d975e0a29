import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, initials } from './avatar.js';

test('initials are the first letters of the first and last name', () => {
  assert.equal(initials('Ada Byron Lovelace'), 'AL');
  assert.equal(initials('  émile '), 'É');
  assert.equal(initials('👩‍🚀 Kim'), '👩‍🚀K');
  assert.equal(initials('e\u0301mile 7'), 'E\u03017', 'a mark belongs to its letter');
  assert.equal(initials('1\uFE0F\u20E3 Łukasz'), '1\uFE0F\u20E3Ł');
  assert.equal(initials('李 小龙'), '李小');
  assert.equal(initials(''), '');
});

test('plain letters need no search for the limits of letters', (t) => {
  t.mock.method(Intl, 'Segmenter', () => {
    throw new Error('slow');
  });
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('Émile O'), 'ÉO');
});

test('the same id always has the same hue, between 0 and 359 degrees', () => {
  assert.equal(hueOf('abc'), hueOf('abc'));
  for (const id of ['', 'x', 'a-much-longer-id']) assert.ok(hueOf(id) >= 0 && hueOf(id) < 360);
});
