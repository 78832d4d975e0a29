import { expect } from '@playwright/test';
import type { Person } from './people.js';

export interface MeetingSettings {
  access?: 'open' | 'knock' | 'invited';
  /** Usernames. */
  invited?: string[];
  allowGuests?: boolean;
  passcode?: string;
  locked?: boolean;
}

/** Saves the settings of a meeting as its host does on the page of the meeting. The first join has created it. */
export async function saveSettings(
  host: Person,
  code: string,
  { access = 'open', invited = [], allowGuests = false, passcode = '', locked = false }: MeetingSettings,
): Promise<void> {
  const { request } = host.page.context();
  const reply = await request.post(`/meetings/${code}`, {
    headers: { origin: new URL(host.page.url()).origin },
    form: {
      title: 'Weekly planning',
      access,
      invited: invited.join('\n'),
      passcode,
      ...(allowGuests && { allowGuests: 'on' }),
      ...(locked && { locked: 'on' }),
    },
  });
  expect(reply.status(), 'the answer to the settings').toBe(200);
}

/** Enters the name of a guest on the page before the call, and asks to join. */
export async function askAsGuest(guest: Person): Promise<void> {
  await guest.page.getByRole('textbox', { name: 'Your name' }).fill(guest.name);
  await guest.joinButton.click();
}

/** The polite live region of a person's page, while it says this. */
export function statusOf(person: Person, text: string | RegExp) {
  return person.page.getByRole('status').filter({ hasText: text });
}

/** The microphones of the tests never rest, and the warning about them would take the place of the sentence that a test reads. */
export async function withoutTalkingWarning({ page }: Person): Promise<void> {
  await page.addInitScript(() => {
    localStorage.setItem('parley.call', JSON.stringify({ talkingWarning: false }));
  });
}
