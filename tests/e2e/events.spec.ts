import { expectAccessible } from './support/accessibility.js';
import { clickControl, extrasOf } from './support/extras.js';
import { SCREENS } from './support/screens.js';
import { expectSound, recordSounds } from './support/sounds.js';
import { expect, test } from './support/test.js';

test('the page shows whose hand was first, and announces each hand', async ({ arrive, twoInCall, code }) => {
  const [ann, ben] = await twoInCall();
  const cem = await arrive('Cem');
  await cem.join(code);
  await extrasOf(ann);
  await clickControl(cem, 'Raise hand');
  await expect(ann.page.locator('#live')).toHaveText('Cem raised their hand.');
  await clickControl(ben, 'Raise hand');
  await expect(ann.page.locator('#live')).toHaveText('Ben raised their hand, number 2 in line.');
  await expect(ann.tileOf(cem).getByRole('img', { name: 'Hand raised, number 1 in line' })).toBeVisible();
  await expect(ann.tileOf(ben).getByRole('img', { name: 'Hand raised, number 2 in line' })).toBeVisible();
  await expect(ann.tileOf(ben).locator('.tile__hand')).toHaveAttribute('data-place', '2');
  const people = await ann.openPanel('People');
  const rowOf = (name: string) => people.getByRole('listitem').filter({ hasText: name });
  await expect(rowOf('Cem').getByRole('img', { name: 'Hand raised, number 1 in line' })).toBeVisible();
  await expect(rowOf('Ben').getByRole('img', { name: 'Hand raised, number 2 in line' })).toBeVisible();
  await expectAccessible(ann.page, 'the people with hands');
  await clickControl(cem, 'Raise hand');
  await expect(rowOf('Ben').getByRole('img', { name: 'Hand raised, number 1 in line' })).toBeVisible();
});

test('a closed chat shows the last message, and its button counts the unread ones', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await extrasOf(ann);
  await ben.openPanel('Chat');
  for (const [index, screen] of SCREENS.entries()) {
    await ann.page.setViewportSize(screen);
    await ben.sendMessage(`First ${String(index)}`);
    await ben.sendMessage(`Can you see the slide ${String(index)}?`);
    const preview = ann.page.getByRole('button', {
      name: `Ben: Can you see the slide ${String(index)}?. Open`,
    });
    await expect(preview).toBeInViewport({ ratio: 1 });
    await preview.hover(); // it stays as long as the pointer is on it
    const chat = ann.toolbar.getByRole('button', { name: 'Chat, 2 new messages', exact: true });
    await expect(chat).toBeVisible();
    if (index === 0) await expectAccessible(ann.page, 'a call with a preview of a message');
    await preview.click();
    await expect(ann.page.getByRole('region', { name: 'Chat' })).toBeVisible();
    await expect(preview).toBeHidden();
    await ann.page.keyboard.press('Escape');
    await expect(ann.toolbar.getByRole('button', { name: 'Chat', exact: true })).toBeFocused();
  }
});

test('a chat that is scrolled up says that there are new messages', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await ben.openPanel('Chat');
  await ann.openPanel('Chat');
  await ann.page.setViewportSize(SCREENS[2]);
  for (let line = 1; line <= 8; line++) await ben.sendMessage(`Line ${String(line)}\nwith more\nlines`);
  await expect(ann.messages).toHaveCount(8);
  const button = ann.page.getByRole('button', { name: 'New messages ↓' });
  await expect(button).toBeHidden();
  await ann.page.locator('.chat__scroll').evaluate((list) => {
    list.scrollTop = 0;
  });
  await ben.sendMessage('The newest');
  for (const screen of SCREENS) {
    await ann.page.setViewportSize({ width: screen.width, height: Math.min(screen.height, 500) });
    await expect(button).toBeInViewport({ ratio: 1 });
  }
  await expectAccessible(ann.page, 'a chat that is scrolled up');
  await button.press('Enter');
  await expect(ann.messages.last()).toBeInViewport();
  await expect(button).toBeHidden();
});

test('soft sounds tell of what others do, and each has a switch', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben');
  await recordSounds(ann.page);
  await ann.join(code);
  await extrasOf(ann);
  await ben.join(code);
  await expectSound(ann.page, 523, 659);
  await clickControl(ben, 'Raise hand');
  await expectSound(ann.page, 784, 784, 988);
  await ben.openPanel('Chat');
  await ben.sendMessage('Hello');
  await expectSound(ann.page, 880);

  await clickControl(ann, 'Settings');
  const dialog = ann.page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('checkbox', { name: 'Somebody leaves' }).uncheck();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const before = await ann.page.evaluate(() => window.playedHertz.length);
  await ben.leave();
  await expect(ann.tiles).toHaveCount(1);
  await ben.join(code);
  await expectSound(ann.page, 880, 523, 659); // the join came next, without a sound for the leave
  expect(before).toBeGreaterThan(0);

  await ann.page.reload();
  await ann.joinNow();
  await clickControl(ann, 'Settings');
  await expect(dialog.getByRole('checkbox', { name: 'Somebody leaves' })).not.toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: 'Somebody joins' })).toBeChecked();
});

test('a person who talks while muted is told so, unless they do not want it', async ({ twoInCall }) => {
  const [ann] = await twoInCall();
  await extrasOf(ann);
  const notice = ann.page.locator('.notice').filter({ hasText: 'You’re talking while muted.' });
  await ann.toggle('Microphone');
  await expect(notice).toBeVisible();
  await expect(ann.page.locator('#live')).toContainText('You’re talking while muted.');
  await expectAccessible(ann.page, 'a person who talks while muted');
});

test('a microphone that sends silence is reported', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      for (const track of stream.getAudioTracks()) {
        stream.removeTrack(track);
        stream.addTrack(new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!);
      }
      return stream;
    };
  });
  await ann.join(code);
  await expect(ann.page.locator('.notice').filter({ hasText: 'Your microphone sends silence.' })).toBeVisible(
    {
      timeout: 20_000,
    },
  );
});
