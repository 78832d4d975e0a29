import { expectCamera, expectNoPicture } from '../support/e2e-seen.js';
import { expect, test } from '../support/e2e-test.js';

test('a raised hand is seen on the tile and among the people, until it is lowered', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  await ben.join(code);
  const hand = ben.toolbar.getByRole('button', { name: 'Raise hand' });
  const onTile = ann.tileOf(ben).getByRole('img', { name: 'Hand raised' });
  await hand.click();
  await expect(hand).toHaveAttribute('aria-pressed', 'true');
  await expect(onTile).toBeVisible();
  const people = await ann.openPanel('People');
  const entry = people.getByRole('listitem').filter({ hasText: 'Ben' });
  await expect(entry.getByRole('img', { name: 'Hand raised' })).toBeVisible();

  // Whoever comes later is told as well.
  const cid = await arrive('Cid');
  await cid.join(code);
  await expect(cid.tileOf(ben).getByRole('img', { name: 'Hand raised' })).toBeVisible();

  await hand.click();
  await expect(onTile).toBeHidden();
  await expect(entry.getByRole('img', { name: 'Hand raised' })).toBeHidden();
});

test('the people panel names everyone once, with what they send', async ({ arrive, code }) => {
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

test('who comes, who goes and what is written meanwhile is told to those who do not look', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  const told = (text: string) => ann.page.getByRole('status').filter({ hasText: text });
  await ann.join(code);
  await ben.join(code);
  await expect(told('Ben joined')).toBeAttached();
  await ben.openPanel('Chat');
  await ben.sendMessage('Look here');
  await expect(told('Ben: Look here')).toBeAttached();
  await ben.leave();
  await expect(told('Ben left')).toBeAttached();
});

test('a camera that is switched off is released, and one that is taken away is told', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben', { browser: 'tabs', options: { permissions: ['camera', 'microphone'] } });
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  const ownTrack = () =>
    ben
      .ownTile('camera')
      .locator('video')
      .evaluateHandle((video: HTMLVideoElement) => {
        const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
        if (!track) throw new Error('The own tile shows no picture');
        return track;
      });

  const first = await ownTrack();
  await ben.toggle('Camera');
  await expect.poll(() => first.evaluate(({ readyState }) => readyState)).toBe('ended');
  await ben.toggle('Camera');
  await expectCamera(ann.tileOf(ben));

  // The browser ends every track whose permission is taken back, as it does for a device that is unplugged.
  await ben.page.context().clearPermissions();
  await expect(ben.page.getByText(/Your (camera|microphone) is gone\./).last()).toBeVisible();
  await expect(ben.button('Camera')).toHaveAttribute('aria-pressed', 'false');
  await expectNoPicture(ann.tileOf(ben));
  await expect(ann.tileOf(ben)).toHaveAttribute('data-state', 'connected');
});
