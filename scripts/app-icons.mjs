// Draws the PNG icons of the installed app from public/favicon.svg. Run `node scripts/app-icons.mjs` after a change of that
// file, and commit the icons. The build does not run it, because it needs a browser.
import { chromium } from '@playwright/test';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const publicDir = join(dirname(dirname(fileURLToPath(import.meta.url))), 'public');

/** The picture inside the rounded square, on the canvas of 32 × 32 of favicon.svg. */
const [, background, shapes] = /<rect[^>]*fill="(#\w+)"[^>]*>([\s\S]*)<\/svg>/.exec(
  await readFile(join(publicDir, 'favicon.svg'), 'utf8'),
);

const svg = (body) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${body}</svg>`;
const rounded = svg(`<rect width="32" height="32" rx="7" fill="${background}"/>${shapes}`);
/** Systems cut off everything outside a circle of 80 % of the width (W3C App Manifest, “icon masks”). */
const scaled = `<g transform="translate(16 16) scale(.72) translate(-16 -16)">${shapes}</g>`;
const maskable = svg(`<rect width="32" height="32" fill="${background}"/>${scaled}`);
const full = svg(`<rect width="32" height="32" fill="${background}"/>${shapes}`);
/** Android shows only the opacity of a badge. */
const badge = svg(shapes.replace(/fill="#\w+"/g, 'fill="#fff"').replace(/ fill-opacity="[^"]*"/g, ''));

const ICONS = [
  ['icons/icon-192.png', 192, rounded],
  ['icons/icon-512.png', 512, rounded],
  ['icons/maskable-192.png', 192, maskable],
  ['icons/maskable-512.png', 512, maskable],
  ['icons/badge-96.png', 96, badge],
  ['apple-touch-icon.png', 180, full],
];

await mkdir(join(publicDir, 'icons'), { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [file, size, source] of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const url = `data:image/svg+xml;base64,${Buffer.from(source).toString('base64')}`;
  await page.setContent(
    `<style>*{margin:0;background:transparent}img{display:block;width:${size}px;height:${size}px}</style><img src="${url}">`,
  );
  await page.locator('img').evaluate((image) => image.decode());
  await writeFile(join(publicDir, file), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
