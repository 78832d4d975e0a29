import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkify } from './linkify.js';

const links = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

test('web addresses become links, and the text around them stays', () => {
  assert.deepEqual(linkify('see https://example.org/a?b=c, please'), [
    { text: 'see ', href: null },
    { text: 'https://example.org/a?b=c', href: 'https://example.org/a?b=c' },
    { text: ', please', href: null },
  ]);
});

test('the parts together are the whole text, also with markup and broken addresses', () => {
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

test('only http and https addresses become links', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://example.org']) {
    assert.deepEqual(links(text), []);
  }
});

test('an address that begins with www. becomes an https link', () => {
  assert.deepEqual(links('see www.example.org/a, or (WWW.example.org).'), [
    'https://www.example.org/a',
    'https://WWW.example.org',
  ]);
  for (const text of [
    'www.',
    'www.?',
    'awww.example.org',
    'me@www.example.org',
    'www',
    'a.www.b',
    '_www..',
  ]) {
    assert.deepEqual(links(text), [], text);
  }
  assert.deepEqual(links('https://www.example.org'), ['https://www.example.org']);
});

test('a closing bracket belongs to the address only if the address contains the opening one', () => {
  assert.deepEqual(links('(https://example.org/x)'), ['https://example.org/x']);
  assert.deepEqual(links('https://example.org/a_(b)'), ['https://example.org/a_(b)']);
});
