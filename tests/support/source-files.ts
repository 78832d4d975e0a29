import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** Below the project, with `/`: `src/client/room/peer.ts`. */
  path: string;
  text: string;
  /** The text without its comments. */
  code: string;
  imports: SourceImport[];
}

export interface SourceImport {
  /** The path of a file of ours as written in the project, or the name of a package. */
  target: string;
  isTypeOnly: boolean;
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Every `.ts` and `.ejs` file below `folder`. */
export async function readSourceFiles(folder: string): Promise<SourceFile[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  const paths = names.filter((name) => /\.(ts|ejs)$/.test(name)).map((name) => posix.join(folder, name));
  return Promise.all(
    paths.sort().map(async (path) => sourceFile(path, await readFile(join(root, path), 'utf8'))),
  );
}

export function sourceFile(path: string, text: string): SourceFile {
  const code = path.endsWith('.ejs') ? text : withoutComments(text);
  return { path, text, code, imports: path.endsWith('.ejs') ? [] : importsOf(path, code) };
}

function importsOf(path: string, code: string): SourceImport[] {
  const found: SourceImport[] = [];
  const statements = code.matchAll(
    /^(?:import|export)\s(?<clause>type\s)?(?:[^'";]*?\bfrom\s*)?(['"])(?<from>[^'"]+)\2/gm,
  );
  for (const { groups } of statements) {
    found.push({
      target: resolve(path, groups?.['from'] ?? ''),
      isTypeOnly: groups?.['clause'] !== undefined,
    });
  }
  for (const [, , from] of code.matchAll(
    /\b(?:import|require|import\.meta\.resolve)\(\s*(['"])([^'"]+)\1/g,
  )) {
    found.push({ target: resolve(path, from ?? ''), isTypeOnly: false });
  }
  return found;
}

function resolve(path: string, from: string): string {
  if (!from.startsWith('.')) return from;
  return posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts');
}

/** Good enough for code that Prettier has written: no string of ours holds what looks like a comment but an address. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}
