import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Checks the page against the rules in light and dark. Problems fail the test at its end, so that it lists all of them. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without motion no element is half faded in while axe measures its contrast.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await problemsOf(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** The same with forced colours. The browser chooses them, and axe reads the colours of the page, so it ignores contrast. */
export async function expectAccessibleInForcedColours(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  expect.soft(await problemsOf(page, ['color-contrast']), `${what}, forced colours`).toEqual([]);
}

/** Resolves with one line per problem and element. */
async function problemsOf(page: Page, ignored: string[] = []): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(
    async ([tags, off]) => {
      const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
      const { violations } = await window.axe.run(document, { runOnly: tags, rules });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(
          ({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`,
        ),
      );
    },
    [RULES, ignored] as const,
  );
}
