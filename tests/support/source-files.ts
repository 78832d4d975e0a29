import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** The path from the root of the project, with `/`: `src/client/mesh/peer.ts`. */
  path: string;
  text: string;
  /** The text without comments. */
  code: string;
  /** What the file imports: paths from the root of the project, and names of packages. */
  imports: string[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `scripts/messages.mjs` generates the files below this folder. */
const GENERATED = 'src/messages/compiled';

/** Reads every `.ts` and `.ejs` file below `folder`, without generated files. */
export async function readSourceFiles(folder: string): Promise<SourceFile[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  const paths = names
    .filter((name) => /\.(ts|ejs)$/.test(name))
    .map((name) => posix.join(folder, name))
    .filter((path) => !path.startsWith(GENERATED));
  return Promise.all(
    paths.sort().map(async (path) => sourceFile(path, await readFile(join(ROOT, path), 'utf8'))),
  );
}

export function sourceFile(path: string, text: string): SourceFile {
  const code = path.endsWith('.ejs') ? text : withoutComments(text);
  return { path, text, code, imports: path.endsWith('.ejs') ? [] : importsOf(path, code) };
}

const STATEMENT = /^(?:import|export)\s(?:type\s)?(?:[^'";]*?\bfrom\s*)?(['"])(?<from>[^'"]+)\1/gm;
const CALL = /\b(?:import|require|import\.meta\.resolve)\(\s*(['"])(?<from>[^'"]+)\1/g;

function importsOf(path: string, code: string): string[] {
  return [STATEMENT, CALL].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(({ groups }) => resolve(path, groups?.['from'] ?? '')),
  );
}

function resolve(path: string, from: string): string {
  if (from.startsWith('#messages/')) return from.replace('#messages', `${GENERATED}/en`) + '.ts';
  if (!from.startsWith('.')) return from;
  return posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts');
}

/** Exact enough for code that Prettier has formatted: only addresses look like comments inside strings. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}
