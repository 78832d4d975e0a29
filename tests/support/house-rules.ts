import { posix } from 'node:path';
import { cyclesIn, fileGraph, folderGraph, folderOf } from './folders.js';
import type { SourceFile } from './source-files.js';

interface Rule {
  says: string;
  /** Returns the parts of the file that break the rule. */
  find(file: SourceFile): string[];
}

/** Returns a line for each violation: `src/x.ts: nothing on the server imports the client (src/client/y.ts)`. */
export function brokenRules(files: SourceFile[]): string[] {
  const violations = files.flatMap((file) =>
    RULES.flatMap(({ says, find }) => find(file).map((what) => `${file.path}: ${says} (${what})`)),
  );
  return [...violations, ...cycles(files)];
}

/** Tests are left out: nothing imports them, and they may import anything that they test with. */
function cycles(files: SourceFile[]): string[] {
  const code = files.filter(({ path }) => !isTest(path));
  return [
    ...cyclesIn(fileGraph(code)).map(
      (cycle) => `${cycle[0] ?? ''}: files import each other (${cycle.join(' → ')})`,
    ),
    ...cyclesIn(folderGraph(code)).map(
      (cycle) => `src/${cycle[0] ?? ''}: folders import each other (${cycle.join(' → ')})`,
    ),
  ];
}

type Where = (path: string) => boolean;

/** Files of these folders, including the folders below them. */
const below =
  (...folders: string[]): Where =>
  (path) =>
    folders.some((folder) => path.startsWith(`src/${folder}/`));
const is =
  (...files: string[]): Where =>
  (path) =>
    files.some((file) => path === `src/${file}`);
const either =
  (...all: Where[]): Where =>
  (path) =>
    all.some((where) => where(path));
const not =
  (where: Where): Where =>
  (path) =>
    !where(path);
const inRoot: Where = (path) => /^src\/[^/]+$/.test(path);
const isTest: Where = (path) => path.endsWith('.test.ts');
const isPackage: Where = (target) => !target.startsWith('src/') && !target.startsWith('tests/');
const isProductCode = (file: SourceFile) => file.path.endsWith('.ts') && !isTest(file.path);
const named =
  (name: string): Where =>
  (target) =>
    target === name || target.startsWith(`${name}/`);

/** Files at `from` may not import a target of `forbidden`. Tests may import anything. */
function imports(says: string, from: Where, forbidden: Where): Rule {
  return {
    says,
    find: ({ path, imports }) => (from(path) && !isTest(path) ? imports.filter(forbidden) : []),
  };
}

/** Files may import their own folder and folders of later places; folders in one place do not import each other. */
function direction(says: string, order: string[][]): Rule {
  const placeOf = (path: string) => order.findIndex((folders) => folders.includes(folderOf(path)));
  return {
    says,
    find: ({ path, imports }) => {
      const place = placeOf(path);
      if (place < 0 || isTest(path)) return [];
      return imports.filter((target) => {
        if (isPackage(target) || folderOf(target) === folderOf(path)) return false;
        const other = placeOf(target);
        return other >= 0 && other <= place;
      });
    },
  };
}

function code(says: string, from: Where, pattern: RegExp): Rule {
  return {
    says,
    find: (file) =>
      isProductCode(file) && from(file.path) ? [...file.code.matchAll(pattern)].map(([found]) => found) : [],
  };
}

function template(says: string, pattern: RegExp): Rule {
  return {
    says,
    find: ({ path, text }) =>
      path.endsWith('.ejs') ? [...text.matchAll(pattern)].map(([found]) => found.slice(0, 60)) : [],
  };
}

/** From top to bottom. */
const CLIENT_ORDER = [
  ['client'],
  ['client/page'],
  [
    'client/page/host',
    'client/page/chat',
    'client/page/wishes',
    'client/page/head',
    'client/page/events',
    'client/page/settings',
    'client/page/small-window',
  ],
  ['client/page/views'],
  ['client/call'],
  ['client/devices'],
  ['client/mesh'],
  ['client/mesh/shared-encoder'],
  ['client/worker'],
  ['client/mesh/sending'],
  ['client/lib'],
  ['messages'],
  ['shared'],
];
const SERVER_ORDER = [
  ['root'],
  ['commands', 'routes'],
  ['controllers'],
  ['middleware', 'realtime'],
  ['views'],
  ['services'],
  ['models'],
  ['backups', 'embedded-mongo', 'logging', 'messages', 'security'],
  ['shared'],
];
const FOLDERS = [...CLIENT_ORDER, ...SERVER_ORDER].flat();

const client = below('client');
const server = not(either(client, below('shared', 'messages')));

const RULES: Rule[] = [
  direction('no import points up on the client', CLIENT_ORDER),
  direction('no import points up on the server', SERVER_ORDER),
  {
    says: 'every folder has its place in the order of imports',
    find: ({ path }) => (FOLDERS.includes(folderOf(path)) ? [] : [folderOf(path)]),
  },
  imports('nothing below src imports a file of its root', not(inRoot), inRoot),
  imports(
    'the client imports only shared, messages and itself',
    client,
    not(
      either(
        client,
        below('shared', 'messages'),
        named('socket.io-client'),
        named('@simplewebauthn/browser'),
        named('uqr'),
      ),
    ),
  ),
  imports('nothing on the server imports the client', server, client),
  imports(
    'pages and realtime meet in the root only',
    below('commands', 'routes', 'controllers'),
    below('realtime'),
  ),
  imports(
    'models know only each other, messages and shared',
    below('models'),
    not(either(isPackage, below('models', 'messages', 'shared'))),
  ),
  imports('shared imports only itself', below('shared'), not(below('shared'))),
  ...['backups', 'security', 'logging', 'messages'].map((leaf) =>
    imports(
      `${leaf} imports only shared and packages`,
      below(leaf),
      not(either(isPackage, below(leaf, 'shared'))),
    ),
  ),
  imports(
    'only the root, commands, controllers, middleware and realtime import security',
    not(either(inRoot, below('commands', 'controllers', 'middleware', 'realtime', 'security'))),
    below('security'),
  ),
  imports(
    'embedded-mongo knows nothing of the rest',
    below('embedded-mongo'),
    not(either(isPackage, below('embedded-mongo'))),
  ),
  imports(
    'only database.ts and database-files.ts open the embedded database',
    not(either(is('database.ts', 'database-files.ts'), below('embedded-mongo'))),
    below('embedded-mongo'),
  ),
  imports(
    'only models, database.ts and export-target.ts import mongoose',
    not(either(is('database.ts', 'export-target.ts'), below('models'))),
    named('mongoose'),
  ),
  imports(
    'only client/call/signalling.ts imports socket.io-client',
    not(is('client/call/signalling.ts')),
    named('socket.io-client'),
  ),
  imports(
    'on the client, only page/head/qr-code.ts imports uqr',
    (path) => client(path) && !is('client/page/head/qr-code.ts')(path),
    named('uqr'),
  ),
  imports('only realtime imports socket.io', not(below('realtime')), named('socket.io')),
  imports(
    'only client/page/passkey-form.ts imports @simplewebauthn/browser',
    not(is('client/page/passkey-form.ts')),
    named('@simplewebauthn/browser'),
  ),
  imports(
    'only services/passkey-ceremonies.ts imports @simplewebauthn/server',
    not(is('services/passkey-ceremonies.ts')),
    named('@simplewebauthn/server'),
  ),
  imports(
    'views never import the call itself',
    below('client/page/views'),
    is('client/call/call.ts', 'client/call/create-call.ts'),
  ),
  imports(
    'call.ts knows the mesh only as a media engine',
    is('client/call/call.ts'),
    (target) => below('client/mesh')(target) && !is('client/mesh/media-engine.ts')(target),
  ),
  imports(
    'the mesh knows only lib and shared',
    below('client/mesh'),
    not(below('client/mesh', 'client/lib', 'shared')),
  ),
  code(
    'only config.ts and server.ts read the environment',
    not(is('config.ts', 'server.ts')),
    /\bprocess\.env\b|\bprocess\[['"]env['"]\]|import \{[^}]*\benv\b[^}]*\} from 'node:process'/g,
  ),
  code('only peer.ts mentions RTCPeerConnection', not(is('client/mesh/peer.ts')), /\bRTCPeerConnection\b/g),
  code(
    'the mesh does not touch the page',
    below('client/mesh'),
    /\bdocument\.|\bHTML\w+Element\b|\bquerySelector\b/g,
  ),
  code(
    'no string becomes markup',
    () => true,
    /\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|document\.write)\b/g,
  ),
  template('only includes are unescaped', /<%-(?!\s*include\()[^%]*%>/g),
  template(
    'the content security policy forbids inline scripts and styles',
    /<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=/g,
  ),
  {
    says: 'no file is longer than 300 lines',
    find: ({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > 300 ? [`${lines} lines`] : [];
    },
  },
  {
    says: 'the name of a file says what it contains',
    find: ({ path }) =>
      /^(utils?|helpers?|types?|common|misc|index)\.(ts|ejs)$/.test(posix.basename(path))
        ? [posix.basename(path)]
        : [],
  },
  {
    says: 'files are named in kebab-case',
    find: ({ path }) =>
      /^[a-z0-9-]+(\.test)?\.(ts|ejs)$/.test(posix.basename(path)) ? [] : [posix.basename(path)],
  },
];
