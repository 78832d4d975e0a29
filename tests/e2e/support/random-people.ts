import { expect, type Browser } from '@playwright/test';
import type { Person } from './people.js';

/** Opens the page for random meetings and looks for somebody. */
export async function lookForSomeone({ page }: Person, mode: 'Video' | 'Text only'): Promise<void> {
  await page.goto('/random');
  await page.getByRole('radio', { name: mode }).check();
  await page.getByRole('button', { name: 'Start' }).click();
}

export function statusOf({ page }: Person) {
  return page.locator('#random-status');
}

export async function expectTogether(...people: Person[]): Promise<void> {
  for (const person of people) await expect(statusOf(person)).toContainText('You’ve met someone');
}

export async function write({ page }: Person, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
}

export function messagesOf({ page }: Person) {
  return page.getByRole('log', { name: 'Messages' }).getByRole('listitem');
}

/**
 * Stops every process of a browser, so that nothing leaves it any more and no connection is closed: others see the same as
 * when its machine loses the network. The returned function lets it go on.
 */
export async function freeze(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.map(({ id }) => id);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  };
}
