import { posix } from 'node:path';
import type { SourceFile } from './source-files.js';

interface Rule {
  says: string;
  /** What in the file breaks the rule. */
  find(file: SourceFile): string[];
}

/** One line for each place that breaks a rule: `src/x.ts: nothing on the server imports the client (src/client/y.ts)`. */
export function brokenRules(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    RULES.flatMap(({ says, find }) => find(file).map((what) => `${file.path}: ${says} (${what})`)),
  );
}

type Where = (path: string) => boolean;

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
const isTest: Where = (path) => path.endsWith('.test.ts');
const isPackage: Where = (target) => !target.startsWith('src/') && !target.startsWith('tests/');
const isProductCode = (file: SourceFile) => file.path.endsWith('.ts') && !isTest(file.path);
const named =
  (name: string): Where =>
  (target) =>
    target === name || target.startsWith(`${name}/`);

/** No file at `from` may import what `forbidden` names. Tests of a file may import what they test with. */
function imports(says: string, from: Where, forbidden: Where): Rule {
  return {
    says,
    find: ({ path, imports }) =>
      from(path) && !isTest(path)
        ? imports.map(({ target }) => target).filter((target) => forbidden(target))
        : [],
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

const client = below('client');
const server = not(either(client, below('shared')));

const RULES: Rule[] = [
  imports(
    'the client imports only shared and itself',
    client,
    not(either(client, below('shared'), named('socket.io-client'))),
  ),
  imports('nothing on the server imports the client', server, client),
  imports('controllers and realtime do not know each other', below('controllers'), below('realtime')),
  imports('controllers and realtime do not know each other', below('realtime'), below('controllers')),
  imports('pages and realtime meet in server.ts alone', below('routes', 'middleware'), below('realtime')),
  imports(
    'services know only models and what is pure',
    below('services'),
    below('middleware', 'controllers', 'routes', 'realtime', 'views', 'store', 'embedded-mongo'),
  ),
  imports('models know only each other', below('models'), not(either(isPackage, below('models', 'shared')))),
  imports('only models and store import mongoose', not(below('models', 'store')), named('mongoose')),
  imports(
    'only client/room/signalling.ts imports socket.io-client',
    not(is('client/room/signalling.ts')),
    named('socket.io-client'),
  ),
  imports('only realtime imports socket.io', not(below('realtime')), named('socket.io')),
  imports('shared imports nothing', below('shared'), () => true),
  imports(
    'embedded-mongo knows nothing of the rest',
    below('embedded-mongo'),
    not(either(isPackage, below('embedded-mongo'))),
  ),
  imports(
    'only the store opens the embedded one',
    not(below('store', 'embedded-mongo')),
    below('embedded-mongo'),
  ),
  imports('views never import the call', below('client/room/views'), is('client/room/call.ts')),
  imports(
    'the call knows the mesh only as a media engine',
    is('client/room/call.ts'),
    is('client/room/mesh.ts', 'client/room/pair.ts', 'client/room/peer.ts'),
  ),
  code(
    'only config.ts reads the environment; server.ts hands it over',
    not(is('config.ts', 'server.ts')),
    /\bprocess\.env\b|\bprocess\[['"]env['"]\]|import \{[^}]*\benv\b[^}]*\} from 'node:process'/g,
  ),
  code('only peer.ts mentions RTCPeerConnection', not(is('client/room/peer.ts')), /\bRTCPeerConnection\b/g),
  code(
    'mesh, pair and peer touch no page',
    is('client/room/mesh.ts', 'client/room/pair.ts', 'client/room/peer.ts', 'client/room/reconcile.ts'),
    /\bdocument\.|\bHTML\w+Element\b|\bquerySelector\b/g,
  ),
  code(
    'no string becomes markup',
    () => true,
    /\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|document\.write)\b/g,
  ),
  template('data are never put in unescaped', /<%-(?!\s*include\()[^%]*%>/g),
  template(
    'no inline script or style, which the policy of the page forbids',
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
    says: 'a file says what it is for',
    find: ({ path }) =>
      /^(utils?|helpers?|types?|common|misc|index)\.(ts|ejs)$/.test(posix.basename(path)) &&
      path !== 'src/routes/index.ts'
        ? [posix.basename(path)]
        : [],
  },
  {
    says: 'files are named in kebab-case',
    find: ({ path }) =>
      /^[a-z0-9-]+(\.test)?\.(ts|ejs)$/.test(posix.basename(path)) ? [] : [posix.basename(path)],
  },
];
