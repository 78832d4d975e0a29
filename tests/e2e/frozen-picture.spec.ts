import { expectCamera, expectNoPicture, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a camera that is turned off while the server is away shows no frozen picture, and its sound goes on', async ({
  twoInCall,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const [ann, ben] = await twoInCall({ server });
  await expectCamera(ann.tileOf(ben));
  await server.kill();
  await expect(ben.banner).toBeVisible();
  await expect(ann.banner).toBeVisible();
  await ben.toggle('Camera');
  await expectNoPicture(ann.tileOf(ben));
  await expectSound(ann.tileOf(ben));
  await ben.toggle('Camera');
  await expectCamera(ann.tileOf(ben));
});
