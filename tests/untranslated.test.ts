import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogues } from '../scripts/messages.mjs';
import { readSourceFiles, sourceFile } from './support/source-files.js';
import {
  SAME_IN_FRENCH,
  sameTexts,
  untranslatedInScript,
  untranslatedInTemplate,
  unusedMessages,
  wordsOf,
} from './support/untranslated.js';

const files = await readSourceFiles('src');
const { en = {}, ...translations } = await readCatalogues();
const { fr = {} } = translations;

test('every text of a template is a message', () => {
  const templates = files.filter(({ path }) => path.endsWith('.ejs'));
  assert.ok(templates.length > 10, 'the test finds the templates');
  const found = templates.flatMap(({ path, text }) =>
    untranslatedInTemplate(text).map((part) => `${path}: ${part}`),
  );
  assert.deepEqual(found, []);
});

const TEMPLATES: [template: string, found: string[]][] = [
  ['<p>Settings</p>', ['Settings']],
  ['<p>\n  <%= t.room.people() %> and others\n</p>', ['and others']],
  ['<% if (x > 1) { %><b>One</b><% } else { %><b><%= t.a.b() %></b><% } %>', ['One']],
  ['<button aria-label="Mute" class="round"></button>', ['Mute']],
  [
    '<input placeholder="Your name" title="Name" alt="x" data-hint="Hint" />',
    ['Your name', 'Name', 'x', 'Hint'],
  ],
  [`<%- include('field', { label: 'Username' }) %>`, ['Username']],
  [`<p><%= isOpen ? 'is open' : t.a.closed() %></p>`, ['is open']],
  ['<input type="submit" value="Save" /><b aria-description="Your facts"></b>', ['Your facts', 'Save']],
  [`<input value="<%= code.value %>" /><option value="fr"><%= name %></option>`, []],
  ['<h1>Parley</h1> <input placeholder="abc-defg-hjk" aria-label="<%= t.code.label() %>" /> · ', []],
  [
    `<%# a note %><%- include('icon', { name: 'mic-off' }) %><p class="a b" id="c"><%= t.a.b({ c }) %></p>`,
    [],
  ],
];

for (const [template, found] of TEMPLATES) {
  test(`in the template ${template} the untranslated texts are ${JSON.stringify(found)}`, () => {
    assert.deepEqual(untranslatedInTemplate(template), found);
  });
}

test('no script contains text for people', () => {
  const scripts = files.filter(
    ({ path }) =>
      /^src\/(client|controllers|middleware|views)\/.*\.ts$/.test(path) &&
      // Programs read the answers of the API, in English.
      !path.startsWith('src/controllers/api/') &&
      !path.endsWith('.test.ts'),
  );
  assert.ok(scripts.length > 50, 'the test finds the scripts');
  const found = scripts.flatMap((file) => untranslatedInScript(file).map((part) => `${file.path}: ${part}`));
  assert.deepEqual(found, []);
});

const SCRIPTS: [script: string, found: string[]][] = [
  [`notices.tell('Link copied');`, ['Link copied']],
  ['const text = `${name} joined`;', ['… joined']],
  ['const text = `Hello, ${name}`;', ['Hello, …']],
  [`const TEXTS = { full: 'This meeting is full.' };`, ['This meeting is full.']],
  [`const text = isOne ? 'one person' : t.others();`, ['one person']],
  [`element.textContent = 'Settings';`, ['Settings']],
  [`element.setAttribute('aria-label', 'Mute');`, ['Mute']],
  [`setText(element, 'Muted');`, ['Muted']],
  [`notices.tell(isLost ? 'Lost' : t.found());`, ['Lost']],
  [`texts.add('Not sent.');`, ['Not sent.']],
  [`element.classList.add('round round--quiet');`, []],
  [`setPressed(button, { hint: 'Leave' });`, ['Leave']],
  [`element.dataset['hint'] = 'chat';`, ['chat']],
  [`const tile = { note: isLost ? 'lost' : '' };`, ['lost']],
  [`time.append('Today'); setExpanded(button, true, 'Chat');`, ['Today', 'Chat']],
  [`const word = 'Ended';`, ['Ended']],
  [`if (event.key === 'Escape') return new Set(['Enter', 'NotFoundError']);`, []],
  [`button.addEventListener('click', () => { console.error('no'); show('Not sent.'); });`, ['Not sent.']],
  [`import { a } from './two words.js'; type A = 'two words' | 'more words';`, []],
  [`throw new Error('The page has no video');`, []],
  [`reject(new DOMException('The stream has no track', 'NotFoundError'));`, []],
  ['this.log.error(`join failed ${reason}`);', []],
  [`find(root, 'video source', HTMLElement).querySelector('p span');`, []],
  ['element.style.transform = `translate(${x}px, ${y}px)`;', []],
  [`if (reason === 'io server disconnect') stop();`, []],
  [`const url = '/login?next=home', type = 'camera', pattern = /two words/;`, []],
  ['const tile = { key: `${id} camera`, name: t.you() };', []],
];

for (const [script, found] of SCRIPTS) {
  test(`in the script ${script} the untranslated texts are ${JSON.stringify(found)}`, () => {
    assert.deepEqual(untranslatedInScript({ path: 'x.ts', text: script }), found);
  });
}

test('every message is used', () => {
  assert.deepEqual(unusedMessages(en, files), []);
});

test('the check of unused messages knows every way of using one', () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'unused'];
  const room = Object.fromEntries(keys.map((key) => [key, key]));
  const uses = [
    sourceFile('src/views/pages/x.ejs', `<%= t.room.a() %>`),
    sourceFile('src/client/page/x.ts', `import { messages as t } from '#messages/room';\nshow(t.b());`),
    sourceFile('src/client/page/y.ts', `import { messages as t } from '#messages/other';\nshow(t.unused());`),
    sourceFile('src/client/page/z.ts', `const literal = 'unused';`),
    sourceFile(
      'src/controllers/x.ts',
      `const texts = textsOf(res).room;\nshow(texts.c(), textsOf(res).room.d());`,
    ),
    sourceFile('src/controllers/y.ts', `type Key = keyof Messages['room'];\nconst key: Key = 'e';`),
  ];
  assert.deepEqual(unusedMessages({ room, other: { a: 'a' } }, uses), ['room.unused', 'other.a']);
});

for (const [language, catalogue] of Object.entries(translations)) {
  test(`the texts in the language ${language} differ from the English ones`, () => {
    assert.deepEqual(sameTexts(en, catalogue), []);
  });
}

test('the check of equal texts ignores words that are the same in both languages', () => {
  const english = { room: { a: 'Settings', b: 'Parley', c: '{page} · Parley', d: '● {title}', e: 'Chat' } };
  const french = { room: { ...english.room, e: 'Discussion' } };
  assert.deepEqual(sameTexts(english, french), ['room.a: Settings']);
});

test('every word that may be the same in French is', () => {
  const same = Object.entries(en).flatMap(([area, messages]) =>
    Object.entries(messages)
      .filter(([key, text]) => fr[area]?.[key] === text)
      .map(([, text]) => wordsOf(text)),
  );
  assert.deepEqual(
    SAME_IN_FRENCH.filter((word) => !same.includes(word)),
    [],
  );
});
