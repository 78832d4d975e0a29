// Builds SVG sprites with the lucide-static icons that the templates and the page scripts name.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const iconDir = join(dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');

/**
 * The partials with which templates show icons, and their sprites. The first sprite has the icons of the room page, whose weight
 * is limited, and of the scripts. What other pages show besides, and what a call shows later, is in the second one.
 */
const PARTIALS = { icon: 'icons', 'extra-icon': 'extra-icons' };

/**
 * Writes the sprites, such as `icons-<hash>.svg`, to the folder `into`. Resolves to `[['icons.svg', 'icons-AB12CD34.svg'], …]`.
 * Rejects if an icon does not exist.
 */
export async function buildIcons(options) {
  return Promise.all(
    Object.entries(PARTIALS).map(async ([partial, sprite]) => [
      `${sprite}.svg`,
      await buildSprite(partial, sprite, options),
    ]),
  );
}

async function buildSprite(partial, spriteName, { source, files, into }) {
  const uses = new Map();
  for (const file of files.filter((name) => /\.(ejs|ts)$/.test(name) && !name.endsWith('.test.ts'))) {
    if (file.endsWith('.ts') && (partial !== 'icon' || !file.startsWith('client'))) continue;
    const text = await readFile(join(source, file), 'utf8');
    const found = file.endsWith('.ejs') ? iconsInTemplate(text, file, partial) : iconsInScript(text);
    for (const name of found) if (!uses.has(name)) uses.set(name, file);
  }
  const symbols = await Promise.all([...uses].sort().map(([name, file]) => symbolOf(name, file)));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
  const hash = createHash('sha256').update(sprite).digest('hex').slice(0, 8).toUpperCase();
  const name = `${spriteName}-${hash}.svg`;
  await writeFile(join(into, name), sprite);
  return name;
}

/** Finds `include('../partials/icon', { name: 'x' })`, also with a conditional name, and `asset('icons.svg') … #x`. */
function iconsInTemplate(text, file, partial) {
  const names = [];
  for (const [call, used, options] of text.matchAll(
    /include\(\s*'(?:[^']*\/)?([\w-]+)'\s*,\s*\{([^}]*)\}/g,
  )) {
    if (used !== partial) continue;
    const value = /\bname:\s*([^,]+)/.exec(options ?? '')?.[1] ?? '';
    const literals = literalsIn(value);
    if (literals.length === 0) {
      throw new Error(
        `${file}: ${call} … must name its icon as a quoted string, or the build cannot find it`,
      );
    }
    names.push(...literals);
  }
  if (partial === 'icon') {
    for (const [, name] of text.matchAll(/asset\('icons\.svg'\)\s*%>#([\w-]+)/g)) names.push(name);
  }
  return names;
}

/** Finds `icon: isOn ? 'mic' : 'mic-off'` and `setIcon(element, 'mic')`. */
function iconsInScript(text) {
  const values = [
    ...text.matchAll(/\bicon:\s*([^,;}\n]*(?:\n\s*[?:][^,;}\n]*)*)/g),
    ...text.matchAll(/\bsetIcon\([^,()]+,([^;()]*)\)/g),
  ];
  return values.flatMap(([, value]) => literalsIn(value ?? ''));
}

/** The quoted strings that can be icon names, without the operands of comparisons. */
function literalsIn(expression) {
  const withoutComparisons = expression.replace(/[!=]==?\s*(['"]).*?\1/g, '');
  return [...withoutComparisons.matchAll(/'([a-z0-9-]+)'/g)].map(([, name]) => name);
}

async function symbolOf(name, file) {
  let svg;
  try {
    svg = await readFile(join(iconDir, `${name}.svg`), 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`${file} uses the icon "${name}", which lucide-static does not have`, { cause: error });
  }
  const shapes = svg
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/>\s+</g, '><')
    .trim();
  const stroke =
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${stroke}>${shapes}</symbol>`;
}
