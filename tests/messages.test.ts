import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as call } from '#messages/call';
import { messages as room } from '#messages/room';
import { templateMistakes } from '../scripts/check-templates.mjs';
import * as tooling from '../scripts/messages.mjs';
import { en, fr } from '../src/messages/plural-rules.js';
import { LANGUAGES, messagesFor } from '../src/messages/messages.js';

/** The files of one area. Languages besides English and French have the English texts. */
function sources(english: object | string, french: object | string = english): Record<string, string> {
  const texts = (language: string) => (language === 'fr' ? french : english);
  return Object.fromEntries(
    tooling.LANGUAGES.map((language) => {
      const text = texts(language);
      return [`${language}/room.json`, typeof text === 'string' ? text : JSON.stringify(text)];
    }),
  );
}

/** The files with their mistake, and how the build tells it. */
const MISTAKES: [name: string, files: Record<string, string>, told: RegExp][] = [
  ['an open brace', sources({ joined: '{name' }), / en\/room\.json, joined: /],
  ['a plural without other', sources({ people: '{n, plural, one {one}}' }), /people: .*no case "other"/],
  [
    'a category that the language does not have',
    sources({ people: '{n, plural, few {few} other {#}}' }),
    /en\/room\.json, people: .*few/,
  ],
  ['a message without its translation', sources({ a: 'A', b: 'B' }, { a: 'A' }), /fr\/room\.json, b: /],
  ['a translation without its message', sources({ a: 'A' }, { a: 'A', b: 'B' }), /fr\/room\.json, b: /],
  [
    'an argument that an apostrophe hides',
    sources({ by: 'by {name}' }, { by: "l'{name} d'ici" }),
    /fr\/room\.json, by: takes \{ {2}\} instead of \{ name \}/,
  ],
  [
    'an argument of another kind',
    sources({ by: '{name}' }, { by: '{name, plural, other {#}}' }),
    /fr\/room\.json, by: \{name\} is used as number/,
  ],
  ['a key that is not camelCase', sources({ 'link-copied': 'Link copied' }), /link-copied: .*camelCase/],
  [
    'a key that is there twice',
    sources('{ "a": "A", "a": "B" }', '{ "a": "A" }'),
    /en\/room\.json, a: .*twice/,
  ],
  ['a file that is no JSON', sources('{ "a": ', '{ "b": "B" }'), /:\n {2}en\/room\.json: [^\n]+$/],
  ['a file without its translation', { 'en/room.json': '{}' }, /fr\/room\.json: the file is missing/],
];

for (const [name, files, told] of MISTAKES) {
  test(`texts with ${name} do not compile`, () => {
    assert.throws(() => tooling.compileSources(files), told);
  });
}

test('all mistakes are told at once, each in its line', () => {
  assert.throws(
    () => tooling.compileSources(sources({ Bad: '{name' }, { joined: '{name' })),
    ({ message }: Error) => message.split('\n').length === 1 + 5,
  );
});

test('a message says in its type what it takes', () => {
  const text = '{who} {count, plural, other {# of {total, number}}} {state, select, on {on} other {off}}';
  const { files, messages } = tooling.compileSources(sources({ all: text, plain: 'Plain' }));
  const type = `all(values: { count: number; state: 'on' | 'other'; total: number; who: string }): string`;
  assert.ok(files['types.ts']?.includes(type));
  assert.ok(files['types.ts']?.includes('plain(): string'));
  assert.deepEqual(Object.keys(messages['room']?.['all'] ?? {}), ['count', 'state', 'total', 'who']);
});

test('each language counts in its own way', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => en(count)),
    ['other', 'one', 'other'],
  );
  assert.deepEqual(
    [0, 1, 2].map((count) => fr(count)),
    ['one', 'one', 'other'],
  );
  assert.equal(en(2, true), 'two');
});

test('0 is a singular in French and a plural in English', async () => {
  const { files } = tooling.compileSources(
    sources(
      { people: '{count, plural, one {# person} other {# people}}' },
      { people: '{count, plural, one {# personne} other {# personnes}}' },
    ),
  );
  assert.equal(await evaluate(files['en/room.ts'], 0), '0 people');
  assert.equal(await evaluate(files['fr/room.ts'], 0), '0 personne');
  assert.equal(await evaluate(files['fr/room.ts'], 1234), '1\u202f234 personnes');
});

test('a name that runs from right to left does not change the order of the words around it', () => {
  assert.equal(call.joined({ name: 'Ann' }), 'Ann joined');
  for (const name of ['שרה', 'محمد', 'Ann שרה', '𞤀𞤣𞤢𞤥']) {
    assert.equal(call.joined({ name }), `\u2068${name}\u2069 joined`);
  }
  const { files } = tooling.compileSources(
    sources({
      people:
        'd.name: {name} {count, plural, one {{name}} other {# of {name}}} {who, select, a {A} other {{name}}}',
    }),
  );
  assert.equal(files['en/room.ts']?.match(/isolate\(d\.name\)/g)?.length, 4);
  assert.doesNotMatch(files['en/room.ts'] ?? '', /isolate\((?!d\.name\))|"isolate/);
});

/** Calls `people` of a compiled file that is nowhere on the disk. */
async function evaluate(code = '', count: number): Promise<string> {
  const script = code
    .replace(/^import type .*$/m, '')
    .replace(/: RoomMessages/, '')
    .replace('../../plural-rules.js', import.meta.resolve('../src/messages/plural-rules.ts'))
    .replace('@messageformat/runtime', import.meta.resolve('@messageformat/runtime'));
  const url = `data:text/javascript,${encodeURIComponent(script)}`;
  const { messages } = (await import(url)) as { messages: { people(values: { count: number }): string } };
  return messages.people({ count });
}

const MESSAGES = { room: { joined: { name: 'string' }, mixed: { a: 'string', b: 'number' }, alone: {} } };

const TEMPLATES: [template: string, told: string | null][] = [
  [`<%= t.room.alone() %>`, null],
  [`<%= t.room.joined({ name: user.name }) %>`, null],
  [`<%= t.room.mixed({ a: [1, ', }'].join(), b }) %> t.room.text`, null],
  [`<%# t.room.nothing() %>`, null],
  [`<p>\n<%= t.room.jioned({ name }) %>`, 'x.ejs:2: t.room.jioned does not exist'],
  [`<%= t.rom.joined({ name }) %>`, 'x.ejs:1: t.rom.joined names an area that does not exist'],
  [`<%= t.room.toString() %>`, 'x.ejs:1: t.room.toString does not exist'],
  [`<%= t.room.alone %>`, 'x.ejs:1: t.room.alone is not called'],
  [`<%= t.room.alone({ name }) %>`, 'x.ejs:1: t.room.alone is called with { name } and takes nothing'],
  [`<%= t.room.joined() %>`, 'x.ejs:1: t.room.joined is called without { name }'],
  [
    '<%= t.room.joined({ who: `${{ name: "}" }.name}` }) %>',
    'x.ejs:1: t.room.joined is called with { who } and takes { name }',
  ],
  [`<%= t.room.joined(values) %>`, 'x.ejs:1: t.room.joined needs { name } written out'],
];

for (const [template, told] of TEMPLATES) {
  test(`the template ${JSON.stringify(template)} ${told === null ? 'builds' : 'does not build'}`, () => {
    assert.deepEqual(templateMistakes('x.ejs', template, MESSAGES), told === null ? [] : [told]);
  });
}

test('every language has every text of the application', async () => {
  assert.deepEqual(tooling.LANGUAGES, LANGUAGES);
  const files = Object.entries(await tooling.readCatalogues()).flatMap(([language, areas]) =>
    Object.entries(areas).map(([area, texts]) => [`${language}/${area}.json`, JSON.stringify(texts)]),
  );
  assert.doesNotThrow(() => tooling.compileSources(Object.fromEntries(files) as Record<string, string>));
});

test('code of the client that runs in a test speaks English', () => {
  assert.equal(room, messagesFor('en').room);
});
