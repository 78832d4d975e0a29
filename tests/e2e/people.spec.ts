import { expectCamera, expectNoPicture } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a raised hand shows on the tile and in the people panel until it is lowered', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  const hand = ben.toolbar.getByRole('button', { name: 'Raise hand' });
  const onTile = ann.tileOf(ben).getByRole('img', { name: 'Hand raised' });
  await hand.click();
  await expect(hand).toHaveAttribute('aria-pressed', 'true');
  await expect(onTile).toBeVisible();
  const people = await ann.openPanel('People');
  const entry = people.getByRole('listitem').filter({ hasText: 'Ben' });
  await expect(entry.getByRole('img', { name: 'Hand raised' })).toBeVisible();

  // A newcomer sees the raised hand too.
  const cid = await arrive('Cid');
  await cid.join(code);
  await expect(cid.tileOf(ben).getByRole('img', { name: 'Hand raised' })).toBeVisible();

  await hand.click();
  await expect(onTile).toBeHidden();
  await expect(entry.getByRole('img', { name: 'Hand raised' })).toBeHidden();
});

test('the people panel lists everyone once, with their camera and microphone', async ({ arrive, code }) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  const people = await ann.openPanel('People');
  const entries = people.getByRole('listitem');
  await expect(entries).toHaveText([/Ann \(you\)/]);
  await ben.join(code);
  await expect(entries).toHaveText([/Ann \(you\)/, /Ben/]);
  await ben.toggle('Camera');
  await ben.toggle('Microphone');
  for (const sign of ['Camera off', 'Microphone off']) {
    await expect(entries.filter({ hasText: 'Ben' }).getByRole('img', { name: sign })).toBeVisible();
    await expect(entries.filter({ hasText: 'Ann' }).getByRole('img', { name: sign })).toBeHidden();
  }
  await ben.leave();
  await expect(entries).toHaveText([/Ann \(you\)/]);
});

test('status messages announce joins, leaves and messages while the panels are closed', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall();
  const statusOf = (text: string) => ann.page.getByRole('status').filter({ hasText: text });
  await expect(statusOf('Ben joined')).toBeAttached();
  await ben.openPanel('Chat');
  await ben.sendMessage('Look here');
  await expect(statusOf('Ben: Look here')).toBeAttached();
  await ben.leave();
  await expect(statusOf('Ben left')).toBeAttached();
});

test('the page releases a camera that is switched off, and says when a camera is disconnected', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall({
    ben: { browser: 'tabs', options: { permissions: ['camera', 'microphone'] } },
  });
  await expectCamera(ann.tileOf(ben));
  const ownTrack = () =>
    ben
      .ownTile('camera')
      .locator('video')
      .evaluateHandle((video: HTMLVideoElement) => {
        const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
        if (!track) throw new Error('Ben’s own tile shows no picture.');
        return track;
      });

  const first = await ownTrack();
  await ben.toggle('Camera');
  await expect.poll(() => first.evaluate(({ readyState }) => readyState)).toBe('ended');
  await ben.toggle('Camera');
  await expectCamera(ann.tileOf(ben));

  // The browser ends every track whose permission is revoked, as it does when a device is unplugged.
  await ben.page.context().clearPermissions();
  await expect(ben.page.getByText(/Your (camera|microphone) was disconnected\./).last()).toBeVisible();
  await expect(ben.button('Camera')).toHaveAttribute('aria-pressed', 'false');
  await expectNoPicture(ann.tileOf(ben));
  await expect(ann.tileOf(ben)).toHaveAttribute('data-state', 'connected');
});
