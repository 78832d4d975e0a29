import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, initials } from './initials.js';
import { linkify } from './linkify.js';

const links = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

test('web addresses become links, and the text around them stays', () => {
  assert.deepEqual(linkify('see https://example.org/a?b=c, please'), [
    { text: 'see ', href: null },
    { text: 'https://example.org/a?b=c', href: 'https://example.org/a?b=c' },
    { text: ', please', href: null },
  ]);
});

test('no text is lost or doubled, whatever it holds', () => {
  for (const text of [
    '',
    'http://',
    'a http://x.y). b',
    '<b>https://x.y"</b>',
    'https://[bad',
    'https://ä.example',
  ]) {
    assert.equal(
      linkify(text)
        .map((part) => part.text)
        .join(''),
      text,
    );
  }
});

test('only http and https are links', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://example.org']) {
    assert.deepEqual(links(text), []);
  }
});

test('a bracket belongs to the address only if it was opened in it', () => {
  assert.deepEqual(links('(https://example.org/x)'), ['https://example.org/x']);
  assert.deepEqual(links('https://example.org/a_(b)'), ['https://example.org/a_(b)']);
});

test('initials are the first letters of the first and last name', () => {
  assert.equal(initials('Ada Byron Lovelace'), 'AL');
  assert.equal(initials('  émile '), 'É');
  assert.equal(initials('👩‍🚀 Kim'), '👩‍🚀K');
  assert.equal(initials(''), '');
});

test('the same id has the same hue, between 0 and 359 degrees', () => {
  assert.equal(hueOf('abc'), hueOf('abc'));
  for (const id of ['', 'x', 'a-much-longer-id']) assert.ok(hueOf(id) >= 0 && hueOf(id) < 360);
});
