import { expect } from '@playwright/test';
import type { Person } from './people.js';

/** Waits for what the page loads soon after the join, such as settings, sounds and reactions. */
export async function extrasOf({ page }: Person): Promise<void> {
  await expect(page.locator('#settings')).toBeAttached();
}

/** Clicks a control of the toolbar, which may be in the menu "More". */
export async function clickControl(person: Person, name: string): Promise<void> {
  await person.toolsReady();
  const { toolbar } = person;
  const control = toolbar.getByRole('button', { name, exact: true });
  const more = toolbar.getByRole('button', { name: 'More', exact: true });
  await expect(control.or(more).first()).toBeVisible();
  if (!(await control.isVisible())) await more.click();
  await control.click();
}
