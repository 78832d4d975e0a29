import type { Locator } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { watchPauses, withoutPauses } from './support/pauses.js';
import type { Person } from './support/people.js';
import {
  expectTogether,
  freeze,
  lookForSomeone,
  messagesOf,
  statusOf,
  write,
} from './support/random-people.js';
import { expect, test } from './support/test.js';

/** A second, and some time for a machine that is busy with other tests. */
const PROMPT_MS = 1_500;

/** Resolves to the time at which the page of the person says this, in ms since 1970. */
function whenToldOf(person: Person, text: string): Promise<number> {
  return statusOf(person).evaluate(
    (status, wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (status.textContent.includes(wanted)) resolve(Date.now());
          else setTimeout(look, 10);
        };
        look();
      }),
    text,
  );
}

/** Clicks, and resolves to the time at which the page has noticed it, in ms since 1970. */
async function whenClicked(button: Locator): Promise<number> {
  const clicked = await button.evaluateHandle((element) => {
    const done = new Promise<number>((resolve) => {
      element.addEventListener('click', () => {
        resolve(Date.now());
      });
    });
    return { done };
  });
  await button.click();
  return clicked.evaluate(({ done }) => done);
}

test('two people see each other, write past the server, and go on to others', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server, camera: 'orange' });
  const frames: string[] = [];
  for (const { page } of [ann, ben]) {
    page.on('websocket', (socket) => {
      const note = ({ payload }: { payload: string | Buffer }) => frames.push(String(payload));
      socket.on('framesent', note);
      socket.on('framereceived', note);
    });
  }
  await ann.page.goto('/random');
  await expectAccessible(ann.page, 'the page before a random meeting');
  await lookForSomeone(ann, 'Video');
  await expect(statusOf(ann)).toHaveText('Looking for someone…');
  await lookForSomeone(ben, 'Video');
  await expectTogether(ann, ben);

  const video = ann.page.getByLabel('The picture of the other person');
  const framesShown = () =>
    video.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(framesShown).toBeGreaterThan(5);
  const before = await framesShown();
  await expect.poll(framesShown).toBeGreaterThan(before + 5);

  await write(ann, 'a secret between two');
  await expect(messagesOf(ben)).toHaveText(/Someone new\s*a secret between two/);
  await write(ben, 'and the other half');
  await expect(messagesOf(ann)).toHaveCount(2);
  expect(frames.length, 'the test has seen what the pages tell the server').toBeGreaterThan(5);
  expect(frames.join('\n')).not.toMatch(/a secret|other half/);
  await expectAccessible(ann.page, 'a random meeting');

  await ben.page.getByRole('button', { name: 'Camera' }).click();
  await expect(ann.page.getByText('Their camera is off')).toBeVisible();

  const cem = await arrive('Cem', { server });
  await lookForSomeone(cem, 'Video');
  await expect(statusOf(cem)).toHaveText('Looking for someone…');
  const told = whenToldOf(ben, 'The other person has left.');
  const pauses = [await watchPauses(ann.page), await watchPauses(ben.page)];
  const leftAt = await whenClicked(ann.page.getByRole('button', { name: 'Next' }));
  const toldAt = await told;
  const held = (await Promise.all(pauses.map((read) => read()))).flat();
  expect(withoutPauses([leftAt, toldAt], held)).toBeLessThan(PROMPT_MS);
  await expectTogether(ann, cem);
  await expect(statusOf(ben)).toContainText('Looking for someone…');
  await expect(messagesOf(ann), 'the text of the last pair is gone').toHaveCount(0);
});

test('a person who closes the page, blocks or loses the network is gone for the other, and text needs no device', async ({
  arrive,
  launch,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server, camera: 'orange' });
  for (const { page } of [ann, ben])
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('text only uses no device'));
    });
  await lookForSomeone(ann, 'Text only');
  await lookForSomeone(ben, 'Text only');
  await expectTogether(ann, ben);
  await expect(ann.page.getByRole('button', { name: 'Camera' })).toBeHidden();

  // Nothing leaves Ben's browser any more, and no connection is closed.
  const toldOfLoss = whenToldOf(ann, 'The other person has lost the connection.');
  const pauses = await watchPauses(ann.page);
  const thaw = await freeze(await launch('call', 'orange'));
  const lostAt = Date.now();
  try {
    const told = await toldOfLoss;
    expect(withoutPauses([lostAt, told], await pauses())).toBeLessThan(PROMPT_MS);
    await expect(statusOf(ann)).toContainText('Looking for someone', { timeout: 10_000 });
  } finally {
    thaw();
  }
  // Nobody else waits, so the two meet again.
  await expectTogether(ann, ben);

  const toldOfLeave = whenToldOf(ann, 'The other person has left.');
  await ben.page.goto('/home');
  const leftAt = Date.now();
  const told = await toldOfLeave;
  expect(withoutPauses([leftAt, told], await pauses())).toBeLessThan(PROMPT_MS);

  await lookForSomeone(ben, 'Text only');
  await expectTogether(ann, ben);
  await ann.page.getByRole('button', { name: 'Block' }).click();
  await expect(statusOf(ann)).toContainText('You won’t meet this person again.');
  await expect(statusOf(ben)).toContainText('The other person has left.');
  await expect(statusOf(ben)).toContainText('Looking for someone…');
  // Both wait, and each would be the only one for the other, until a third person comes.
  const cem = await arrive('Cem', { server });
  await lookForSomeone(cem, 'Text only');
  await expectTogether(cem, ann);
  await expect(statusOf(ben)).toContainText('Looking for someone…');
});

test('media and text go on while the server is killed, and Next works again when it is back', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server, camera: 'orange' });
  await lookForSomeone(ann, 'Video');
  await lookForSomeone(ben, 'Video');
  await expectTogether(ann, ben);
  await server.kill();
  await expect(statusOf(ann)).toContainText('Parley has lost its server');
  await write(ann, 'still here?');
  await expect(messagesOf(ben)).toHaveText(/still here\?/);
  await server.start();
  await expectTogether(ann, ben);
  await write(ben, 'yes');
  await expect(messagesOf(ann)).toHaveCount(2);
  await ann.page.getByRole('button', { name: 'Next' }).click();
  await expect(statusOf(ben)).toContainText('The other person has left.');
  await expect(statusOf(ann)).toContainText('Looking for someone…');
  await expectTogether(ann, ben);
});

test('a report with the text reaches the administrators', async ({ arrive, startBuiltServer }) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server, camera: 'orange' });
  await lookForSomeone(ann, 'Text only');
  await lookForSomeone(ben, 'Text only');
  await expectTogether(ann, ben);
  await write(ben, 'buy my coins');
  await expect(messagesOf(ann)).toHaveCount(1);
  await ann.page.getByRole('button', { name: 'Report' }).click();
  const dialog = ann.page.getByRole('dialog', { name: 'Report this person' });
  await expectAccessible(ann.page, 'the report of a person');
  await dialog.getByRole('button', { name: 'Send report' }).click();
  await expect(dialog.getByText('Choose a reason.')).toBeVisible();
  await dialog.getByLabel('Advertising or fraud').check();
  await dialog.getByLabel('Send the last ten minutes of our text along').check();
  await dialog.getByRole('button', { name: 'Send report' }).click();
  await expect(statusOf(ann)).toContainText('Your report has been sent.');
  await expect(statusOf(ben)).toContainText('The other person has left.');

  const claim = () => /\/admin\/claim\?token=[\w-]+/.exec(server.output)?.[0];
  await expect.poll(claim).toBeDefined();
  await ann.page.goto(claim() ?? '');
  await ann.page.getByRole('button', { name: 'Become administrator' }).click();
  await ann.page.goto('/admin');
  await ann.page.getByRole('link', { name: 'Reports of random meetings' }).click();
  const report = ann.page.getByRole('listitem').filter({ hasText: 'Reported by ann' });
  await expect(report.getByRole('heading', { name: 'ben' })).toBeVisible();
  await report.getByText('Show 1 message').click();
  await expect(report.getByText('buy my coins')).toBeVisible();
  await expectAccessible(ann.page, 'the list of reports');
  await report.getByRole('button', { name: 'Mark as handled' }).click();
  await expect(ann.page.getByText('Your decision is saved.')).toBeVisible();
});
