import { expectCamera, expectNoPicture, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a call works in a browser that lacks everything the oldest supported versions lack', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.page.addInitScript(() => {
    const missing: [object, string][] = [
      [URL, 'canParse'], // Chrome before 120, Safari before 17
      [Intl, 'Segmenter'], // Firefox before 125
      [HTMLVideoElement.prototype, 'requestVideoFrameCallback'], // Firefox before 132
      [RTCPeerConnection.prototype, 'setConfiguration'], // Firefox before 119
      [Navigator.prototype, 'wakeLock'], // Firefox before 126
      [HTMLMediaElement.prototype, 'setSinkId'], // Firefox before 116
    ];
    for (const [owner, property] of missing) Reflect.deleteProperty(owner, property);
  });
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await expectSound(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
  await ben.toggle('Camera');
  await expectNoPicture(ann.tileOf(ben));
  await ann.openPanel('Chat');
  await ben.openPanel('Chat');
  await ben.sendMessage('See https://example.org/');
  await expect(ann.messages.getByRole('link')).toHaveText(['https://example.org/']);
  await expect(ann.ownTile('camera')).toContainText('You');
});

test('a browser without WebRTC shows a sentence instead of an empty page', async ({ arrive, code }) => {
  const { page } = await arrive('Ann');
  await page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
  await page.goto(`/room/${code}`);
  await expect(
    page.getByRole('alert').filter({ hasText: 'This browser can’t make video calls.' }),
  ).toBeVisible();
});
