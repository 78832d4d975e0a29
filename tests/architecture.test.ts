import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { brokenRules } from './support/import-rules.js';
import { readSourceFiles, sourceFile } from './support/source-files.js';

test('no file of the source breaks a rule of the house', async () => {
  const files = await readSourceFiles('src');
  assert.ok(files.length > 50, 'the source is where this test looks for it');
  assert.deepEqual(brokenRules(files), []);
});

/** One file for each rule that breaks it; a rule that can no longer fail guards nothing. */
const OFFENDERS: [path: string, text: string, rule: string][] = [
  ['src/client/room/x.ts', `import { a } from '../../services/chat.js';`, 'the client imports only'],
  ['src/client/room/x.ts', `import { a } from 'express';`, 'the client imports only'],
  ['src/client/room/x.ts', `import { io } from 'socket.io-client';`, 'socket.io-client'],
  [
    'src/services/x.ts',
    `import { a } from '../client/lib/dom.js';`,
    'nothing on the server imports the client',
  ],
  ['src/controllers/x.ts', `import { a } from '../realtime/realtime.js';`, 'do not know each other'],
  ['src/realtime/x.ts', `export { a } from '../controllers/room-controller.js';`, 'do not know each other'],
  ['src/services/x.ts', `import mongoose from 'mongoose';`, 'mongoose'],
  ['src/services/x.ts', `const a = await import('mongoose');`, 'mongoose'],
  ['src/services/x.ts', `import type { Server } from 'socket.io';`, 'socket.io'],
  ['src/services/x.ts', `import { a } from '../middleware/session.js';`, 'services know only'],
  ['src/models/x.ts', `import { a } from '../services/chat.js';`, 'models know only'],
  ['src/app.ts', `const port = process.env['PORT'];`, 'reads the environment'],
  ['src/app.ts', `import { env } from 'node:process';`, 'reads the environment'],
  ['src/client/room/mesh.ts', `const pc = new RTCPeerConnection();`, 'RTCPeerConnection'],
  ['src/shared/x.ts', `import { a } from './limits.js';`, 'shared imports nothing'],
  ['src/embedded-mongo/x.ts', `import { a } from '../shared/limits.js';`, 'embedded-mongo knows nothing'],
  ['src/app.ts', `import { a } from './embedded-mongo/wire.js';`, 'only the store opens'],
  ['src/client/room/views/x.ts', `import { Call } from '../call.js';`, 'views never import the call'],
  ['src/client/room/call.ts', `import { Mesh } from './mesh.js';`, 'the call knows the mesh only'],
  ['src/client/room/mesh.ts', `document.title = '';`, 'touch no page'],
  ['src/client/room/x.ts', `element.innerHTML = text;`, 'markup'],
  ['src/client/room/x.ts', `element.insertAdjacentHTML('beforeend', text);`, 'markup'],
  ['src/views/pages/x.ejs', `<p><%- name %></p>`, 'unescaped'],
  ['src/views/pages/x.ejs', `<script>go()</script>`, 'inline'],
  ['src/views/pages/x.ejs', `<p style="color: red">`, 'inline'],
  ['src/views/pages/x.ejs', `<button onclick="go()">`, 'inline'],
  ['src/services/x.ts', `\n`.repeat(301), '300 lines'],
  ['src/services/utils.ts', ``, 'says what it is for'],
  ['src/services/ChatService.ts', ``, 'kebab-case'],
];

for (const [path, text, rule] of OFFENDERS) {
  const shown = text.trim() === '' ? 'its name or length' : text;
  test(`the rules notice ${path} with ${shown}`, () => {
    const broken = brokenRules([sourceFile(path, text)]);
    assert.ok(
      broken.some((line) => line.startsWith(path) && line.includes(rule)),
      `expected "${rule}" among ${JSON.stringify(broken)}`,
    );
  });
}

test('what is allowed is not noticed', () => {
  const allowed = [
    sourceFile('src/config.ts', `export const port = process.env['PORT'];`),
    sourceFile('src/client/room/signalling.ts', `import { io } from 'socket.io-client';`),
    sourceFile('src/client/room/peer.ts', `const pc = new RTCPeerConnection();`),
    sourceFile(
      'src/client/room/mesh.ts',
      `onState(state: RTCPeerConnectionState): void; // not RTCPeerConnection`,
    ),
    sourceFile('src/views/pages/x.ejs', `<%- include('../partials/head', { title }) %><p><%= name %></p>`),
    sourceFile('src/services/x.ts', `// process.env is for config alone`),
  ];
  assert.deepEqual(brokenRules(allowed), []);
});

test('the README names the two commands first, and continuous integration runs the one for tests', async () => {
  const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(await readFile('README.md', 'utf8')) ?? [];
  assert.deepEqual(
    commands.split('\n').map((line) => line.split('#')[0]?.trim()),
    ['npm ci && npm start', 'npm ci && npm test', ''],
  );
  assert.match(await readFile('.ci/run', 'utf8'), /^npm ci\nnpm test$/m);
});
