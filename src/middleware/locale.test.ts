import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLocale } from './locale.js';

for (const [what, account, accepted, language, locale] of [
  ['a browser that names no language gets English', null, ['*'], 'en', 'en-GB'],
  ['a browser gets the first language that Parley speaks', null, ['de-DE', 'fr', 'en'], 'fr', 'fr-FR'],
  ['a browser in a language that Parley does not speak gets English', null, ['de-DE', 'de'], 'en', 'en-GB'],
  ['dates follow the region that the browser names', null, ['en-US', 'en'], 'en', 'en-US'],
  ['a region of another language says nothing about dates', null, ['fr', 'en-US'], 'fr', 'fr-FR'],
  ['the account decides before the browser', 'fr', ['en-US', 'en'], 'fr', 'fr-FR'],
  ['the account decides the language, the browser the region', 'fr', ['en', 'fr-CA'], 'fr', 'fr-CA'],
  ['a broken tag is not passed on', null, ['fr-<script>'], 'fr', 'fr-FR'],
] as const) {
  test(what, () => {
    assert.deepEqual(chooseLocale(account, accepted), { language, locale });
  });
}
