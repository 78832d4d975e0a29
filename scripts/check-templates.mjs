// Checks each `t.<area>.<key>({ … })` in the templates against the messages, because TypeScript does not read EJS.
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const views = join(root, 'src', 'views');

/** Rejects with one line for each mistake. `messages` comes from compileMessages(). */
export async function checkTemplates(messages) {
  const files = (await readdir(views, { recursive: true })).filter((name) => name.endsWith('.ejs')).sort();
  const mistakes = await Promise.all(
    files.map(async (name) => {
      const path = join(views, name);
      return templateMistakes(relative(root, path), await readFile(path, 'utf8'), messages);
    }),
  );
  const all = mistakes.flat();
  if (all.length > 0) throw new Error(`Templates use messages in a wrong way:\n  ${all.join('\n  ')}`);
}

export function templateMistakes(path, text, messages) {
  const mistakes = [];
  for (const { 0: tag, index: start } of text.matchAll(/<%(?!#)[\s\S]*?%>/g)) {
    for (const use of tag.matchAll(/(?<![\w$.])t(?:\.(\w+)(?:\.(\w+))?|\[)/g)) {
      const [name, area, key] = use;
      const reason = mistakeIn(area, key, tag.slice(use.index + name.length), messages);
      const line = text.slice(0, start + use.index).split('\n').length;
      if (reason) mistakes.push(`${path}:${line}: ${name} ${reason}`);
    }
  }
  return mistakes;
}

/** `rest` is the text behind the key. */
function mistakeIn(area, key, rest, messages) {
  if (area === undefined) return 'hides its area from the build';
  if (!Object.hasOwn(messages, area)) return 'names an area that does not exist';
  if (key === undefined) return 'names no message';
  if (!Object.hasOwn(messages[area], key)) return 'does not exist';
  const call = rest.trimStart();
  if (!call.startsWith('(')) return 'is not called';
  const wanted = Object.keys(messages[area][key]).sort().join(', ');
  const given = namesIn(call.slice(1, closingOf(call)).trim());
  if (given === null) return wanted === '' ? 'takes nothing' : `needs { ${wanted} } written out`;
  const names = given.sort().join(', ');
  if (names === wanted) return null;
  if (names === '') return `is called without { ${wanted} }`;
  return `is called with { ${names} } and takes ${wanted === '' ? 'nothing' : `{ ${wanted} }`}`;
}

/** The names in an object literal: an empty list without an argument, null for anything but a literal. */
function namesIn(argument) {
  if (argument === '') return [];
  if (!argument.startsWith('{') || closingOf(argument) !== argument.replace(/,$/, '').trimEnd().length - 1) {
    return null;
  }
  const names = partsOf(argument.slice(1, closingOf(argument))).map(
    (part) => /^(['"]?)([\w$]+)\1\s*(?::|$)/.exec(part)?.[2],
  );
  return names.includes(undefined) ? null : names;
}

/** Splits at the commas outside inner brackets. */
function partsOf(text) {
  const parts = [];
  let start = 0;
  for (let index = 0; index <= text.length; index = next(text, index)) {
    if (index < text.length && text[index] !== ',') continue;
    parts.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return parts.filter((part) => part !== '');
}

/** The index of the bracket that closes the first character of `text`. */
function closingOf(text) {
  let index = 1;
  while (index < text.length && !')]}'.includes(text[index])) index = next(text, index);
  return index;
}

/** The index behind one character, one string, or one pair of brackets with its content. */
function next(text, index) {
  const rest = text.slice(index);
  if ('([{'.includes(text[index])) return index + closingOf(rest) + 1;
  if (text[index] === '`') return index + endOfTemplate(rest);
  const string = /^(['"])(?:\\.|(?!\1)[^\\])*\1/s.exec(rest);
  return index + (string?.[0].length ?? 1);
}

function endOfTemplate(text) {
  let index = 1;
  while (index < text.length && text[index] !== '`') {
    if (text[index] === '\\') index += 2;
    else if (text.startsWith('${', index)) index = next(text, index + 1);
    else index += 1;
  }
  return index + 1;
}
