// `npm run screenshots`: takes the pictures of the README anew, into docs/screenshots. Build Parley first.
import type { Browser, Page } from '@playwright/test';
import { mkdir, writeFile } from 'node:fs/promises';
import { launchBrowser } from '../e2e/support/browsers.js';
import { BuiltServer } from '../e2e/support/built-server.js';
import { Accounts, Person } from '../e2e/support/people.js';
import { DESKTOP, PHONE, PHONE_ON_ITS_SIDE } from '../e2e/support/screens.js';
import { paintCamera, type Look } from './painted-camera.js';

const FOLDER = 'docs/screenshots';
const MAX_BYTES = 60_000;
const CODE = 'spring-plan';

const WIDE: Look['size'] = [640, 360];
const UPRIGHT: Look['size'] = [360, 640];
const PEOPLE: [name: string, look: Look][] = [
  ['Maya', look('#2b4a57', '#7fa6a8', '#c68863', '#2a1c17', '#d9a441', true, WIDE)],
  ['Jonas', look('#57483b', '#b9a184', '#eabf9f', '#8a5a2b', '#33566e', false, UPRIGHT)],
  ['Aisha', look('#4a3550', '#a98bb0', '#8d5a3c', '#15100e', '#2f7f73', true, WIDE)],
  ['Tom', look('#2f4634', '#8fae8b', '#d9a27e', '#3a2a20', '#a8483f', false, WIDE)],
];

const server = await BuiltServer.start();
const browser = await launchBrowser('call', 'blue');
try {
  await takeAll(browser);
} finally {
  await browser.close();
  await server.close();
}

async function takeAll(machine: Browser): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const accounts = new Accounts();
  const arrive = async ([name, look]: [string, Look]) => {
    const context = await accounts.open(machine, server, name, { viewport: DESKTOP });
    const page = await context.newPage();
    await paintCamera(page, look);
    return new Person(name, page);
  };
  const [maya, jonas, aisha, tom] = (await Promise.all(PEOPLE.map(arrive))) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const { page } = maya;
  await maya.openRoom(CODE);
  await page.locator('.prejoin--picture').waitFor();
  await take(page, 'before-the-call');
  await maya.joinNow();
  await page.request.post(`/meetings/${CODE}`, {
    form: { title: 'Plan for spring', access: 'open', invited: '', passcode: '' },
    headers: { origin: server.origin },
  });
  for (const person of [jonas, aisha, tom]) await person.join(CODE);
  for (const person of [jonas, aisha, tom]) {
    await maya.tileOf(person).and(page.locator('.tile--picture')).waitFor();
  }
  for (const person of [jonas, tom]) await person.toggle('Microphone');
  await maya.openPanel('Chat');
  const talk: [Person, string][] = [
    [jonas, 'Good morning! I have put the dates into the plan.'],
    [jonas, 'It is at www.example.org/plan'],
    [aisha, 'Thanks, that works for us.'],
  ];
  for (const [person, text] of talk) {
    await person.openPanel('Chat');
    await person.sendMessage(text);
    await maya.messages.filter({ hasText: text }).waitFor();
    await person.page.getByRole('button', { name: 'Close chat' }).click();
  }
  await settle(page);
  await take(page, 'call');

  await page.setViewportSize(PHONE_ON_ITS_SIDE);
  await settle(page);
  await take(page, 'chat-on-a-phone-on-its-side');
  await page.getByRole('button', { name: 'Close chat' }).click();
  await page.setViewportSize(PHONE);
  await settle(page);
  await take(page, 'call-on-a-phone');

  await page.setViewportSize(DESKTOP);
  await aisha.toggle('Share screen');
  await maya.tileOf(aisha, 'screen').and(page.locator('.tile--picture')).waitFor();
  await settle(page);
  await take(page, 'shared-screen');
  await maya.leave();
  await page.goto('/home');
  await take(page, 'home');
}

/** Waits until the notices are gone and the pictures have their full size. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(2, 2);
  await page.locator('.notice').first().waitFor({ state: 'hidden', timeout: 20_000 });
  await page.waitForTimeout(4_000);
}

/** Saves the page as WebP, which Playwright cannot write itself. Throws if the file becomes too large. */
async function take(page: Page, name: string): Promise<void> {
  const png = (await page.screenshot({ animations: 'disabled' })).toString('base64');
  const painter = await page.context().newPage();
  const webp = await painter.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = Object.assign(document.createElement('canvas'), {
      width: image.width,
      height: image.height,
    });
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.85).split(',')[1] ?? '';
  }, png);
  await painter.close();
  const file = Buffer.from(webp, 'base64');
  if (file.length > MAX_BYTES)
    throw new Error(`${name} has ${file.length} bytes, and at most ${MAX_BYTES} are allowed`);
  await writeFile(`${FOLDER}/${name}.webp`, file);
  console.log(`${FOLDER}/${name}.webp: ${file.length} bytes`);
}

function look(
  from: string,
  to: string,
  skin: string,
  hair: string,
  shirt: string,
  hasLongHair: boolean,
  size: Look['size'],
): Look {
  return { wall: [from, to], skin, hair, shirt, hasLongHair, size };
}
