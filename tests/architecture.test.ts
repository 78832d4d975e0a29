import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { brokenRules } from './support/house-rules.js';
import { readSourceFiles, sourceFile } from './support/source-files.js';

test('no source file breaks a rule', async () => {
  const files = await readSourceFiles('src');
  assert.ok(files.length > 50, 'the test finds the source files');
  assert.deepEqual(brokenRules(files), []);
});

type File = [path: string, text: string];

/** At least one file for each rule that breaks it, and the other files it needs: these prove that the rule can fail. */
const OFFENDERS: [path: string, text: string, rule: string, ...others: File[]][] = [
  [
    'src/services/a.ts',
    `import { b } from './b.js';`,
    'files import each other',
    ['src/services/b.ts', `import type { C } from './c.js';`],
    ['src/services/c.ts', `export { a } from './a.js';`],
  ],
  [
    'src/middleware/a.ts',
    `import { b } from '../realtime/b.js';`,
    'folders import each other',
    ['src/realtime/c.ts', `import { d } from '../middleware/d.js';`],
  ],
  [
    'src/client/page/views/a.ts',
    `import { b } from '../b.js';`,
    'folders import each other',
    ['src/client/page/c.ts', `import { d } from './views/d.js';`],
  ],
  ['src/client/page/x.ts', `import { a } from '../room.js';`, 'points up on the client'],
  ['src/client/page/views/x.ts', `import { a } from '../room-page.js';`, 'points up on the client'],
  ['src/client/page/views/x.ts', `import { a } from '../host/menu.js';`, 'points up on the client'],
  ['src/client/call/x.ts', `import { a } from '../page/views/stage.js';`, 'points up on the client'],
  ['src/client/devices/x.ts', `import { a } from '../call/notices.js';`, 'points up on the client'],
  ['src/client/mesh/x.ts', `import { a } from '../devices/devices.js';`, 'points up on the client'],
  ['src/client/lib/x.ts', `import { a } from '../mesh/slots.js';`, 'points up on the client'],
  ['src/routes/x.ts', `import { a } from '../app.js';`, 'points up on the server'],
  ['src/controllers/x.ts', `import { a } from '../routes/routes.js';`, 'points up on the server'],
  ['src/middleware/x.ts', `import { a } from '../controllers/form-schemas.js';`, 'points up on the server'],
  ['src/middleware/x.ts', `import { a } from '../realtime/realtime.js';`, 'points up on the server'],
  ['src/realtime/x.ts', `import { a } from '../middleware/session.js';`, 'points up on the server'],
  ['src/realtime/x.ts', `export { a } from '../controllers/room-controller.js';`, 'points up on the server'],
  ['src/views/x.ts', `import { a } from '../middleware/errors.js';`, 'points up on the server'],
  ['src/services/x.ts', `import { a } from '../views/pages.js';`, 'points up on the server'],
  ['src/models/x.ts', `import { a } from '../services/chat.js';`, 'points up on the server'],
  ['src/logging/x.ts', `import { a } from '../models/user.js';`, 'points up on the server'],
  ['src/plugins/x.ts', `export const a = 1;`, 'every folder has its place'],
  ['src/client/plugins/x.ts', `export const a = 1;`, 'every folder has its place'],
  ['src/services/x.ts', `import type { Config } from '../config.js';`, 'imports a file of its root'],
  ['src/client/call/x.ts', `import { a } from '../../services/chat.js';`, 'the client imports only'],
  ['src/client/call/x.ts', `import { a } from 'express';`, 'the client imports only'],
  ['src/services/x.ts', `import { a } from '../client/lib/dom.js';`, 'on the server imports the client'],
  ['src/controllers/x.ts', `import { a } from '../realtime/realtime.js';`, 'meet in the root only'],
  ['src/models/x.ts', `import { a } from '../security/secrets.js';`, 'models know only'],
  ['src/shared/x.ts', `import { z } from 'zod';`, 'shared imports only itself'],
  ['src/shared/x.ts', `import { a } from '../security/secrets.js';`, 'shared imports only itself'],
  ['src/security/x.ts', `import { a } from '../logging/log.js';`, 'security imports only'],
  ['src/logging/x.ts', `import { a } from '../messages/messages.js';`, 'logging imports only'],
  ['src/messages/x.ts', `import { a } from '../security/origins.js';`, 'messages imports only'],
  ['src/services/x.ts', `import { a } from '../security/secrets.js';`, 'realtime import security'],
  ['src/embedded-mongo/x.ts', `import { a } from '../shared/limits.js';`, 'embedded-mongo knows nothing'],
  ['src/app.ts', `import { a } from './embedded-mongo/wire.js';`, 'open the embedded database'],
  ['src/backups/x.ts', `import { a } from '../embedded-mongo/storage.js';`, 'backups imports only'],
  ['src/services/x.ts', `import mongoose from 'mongoose';`, 'import mongoose'],
  ['src/services/x.ts', `const a = await import('mongoose');`, 'import mongoose'],
  ['src/client/call/x.ts', `import { io } from 'socket.io-client';`, 'imports socket.io-client'],
  ['src/services/x.ts', `import type { Server } from 'socket.io';`, 'imports socket.io'],
  [
    'src/client/passkeys.ts',
    `import { startAuthentication } from '@simplewebauthn/browser';`,
    'imports @simplewebauthn/browser',
  ],
  [
    'src/controllers/x.ts',
    `const a = await import('@simplewebauthn/server/helpers');`,
    'imports @simplewebauthn/server',
  ],
  [
    'src/client/page/views/x.ts',
    `import { Call } from '../../call/call.js';`,
    'never import the call itself',
  ],
  ['src/client/call/call.ts', `import { Mesh } from '../mesh/mesh.js';`, 'only as a media engine'],
  ['src/client/mesh/x.ts', `import { messages as t } from '#messages/room';`, 'the mesh knows only'],
  ['src/app.ts', `const port = process.env['PORT'];`, 'read the environment'],
  ['src/app.ts', `import { env } from 'node:process';`, 'read the environment'],
  ['src/client/mesh/mesh.ts', `const pc = new RTCPeerConnection();`, 'RTCPeerConnection'],
  ['src/client/mesh/mesh.ts', `document.title = '';`, 'does not touch the page'],
  ['src/client/page/x.ts', `element.innerHTML = text;`, 'becomes markup'],
  ['src/client/page/x.ts', `element.insertAdjacentHTML('beforeend', text);`, 'becomes markup'],
  ['src/views/pages/x.ejs', `<p><%- name %></p>`, 'only includes are unescaped'],
  ['src/views/pages/x.ejs', `<script>go()</script>`, 'inline'],
  ['src/views/pages/x.ejs', `<p style="color: red">`, 'inline'],
  ['src/views/pages/x.ejs', `<button onclick="go()">`, 'inline'],
  ['src/services/x.ts', `\n`.repeat(301), '300 lines'],
  ['src/services/utils.ts', ``, 'says what it contains'],
  ['src/services/index.ts', ``, 'says what it contains'],
  ['src/services/ChatService.ts', ``, 'kebab-case'],
];

for (const [path, text, rule, ...others] of OFFENDERS) {
  const shown = text.trim() === '' ? 'its name or length' : text;
  test(`the rules notice ${path} with ${shown}: ${rule}`, () => {
    const broken = brokenRules([[path, text] as const, ...others].map((file) => sourceFile(...file)));
    assert.ok(
      broken.some((line) => path.startsWith(line.split(':')[0] ?? path) && line.includes(rule)),
      `expected "${rule}" among ${JSON.stringify(broken)}`,
    );
  });
}

test('the rules do not notice allowed code', () => {
  const allowed = [
    sourceFile('src/config.ts', `export const port = process.env['PORT'];`),
    sourceFile('src/client/call/signalling.ts', `import { io } from 'socket.io-client';`),
    sourceFile('src/client/call/create-call.ts', `import { Mesh } from '../mesh/mesh.js';`),
    sourceFile('src/client/call/call.ts', `import type { MediaEngine } from '../mesh/media-engine.js';`),
    sourceFile('src/client/call/notices.ts', `import { messages as t } from '#messages/call';`),
    sourceFile('src/client/mesh/peer.ts', `const pc = new RTCPeerConnection();`),
    sourceFile(
      'src/client/mesh/mesh.ts',
      `onState(state: RTCPeerConnectionState): void; // not RTCPeerConnection`,
    ),
    sourceFile('src/controllers/x.test.ts', `import { config } from '../config.js';`),
    sourceFile('src/views/pages/x.ejs', `<%- include('../partials/head', { title }) %><p><%= name %></p>`),
    sourceFile('src/services/x.ts', `// process.env`),
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
