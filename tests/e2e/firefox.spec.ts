import { cameraClip } from '../../bench/camera-clip.mjs';
import { firefoxProblem } from './support/firefox.js';
import { setHidden, watchSentCamera } from './support/sent-pictures.js';
import type { Person } from './support/people.js';
import { polling } from './support/polling.js';
import { expectAdvancing, expectNoPicture, expectStill } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const problem = firefoxProblem();
if (problem !== null) console.log(`skipped: the tests with Firefox do not run, because ${problem}.`);
test.skip(problem !== null, problem ?? '');

/** The time of a change is measured elsewhere. Two browsers of different kinds keep a small machine busy. */
const SOON = polling(2_500, 50);
const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 460, height: 400 };
const CLIP = { camera: { clip: cameraClip('640x360') } };

/** What the page hears of the other one, from 0 to 1. Firefox without a sound card plays nothing that could be measured. */
function loudestPacket({ page }: Person): Promise<number> {
  return page.evaluate(() => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const levels = made.flatMap((connection) => {
      const [source] = connection.getReceivers()[0]?.getSynchronizationSources() ?? [];
      return source?.audioLevel ?? 0;
    });
    return Math.max(0, ...levels);
  });
}

for (const first of ['Firefox', 'Chromium']) {
  test(`Firefox and Chromium see and hear each other, and sizes follow the layout, if ${first} is there first`, async ({
    arrive,
    code,
  }) => {
    const fox = await arrive('Fox', { browser: 'firefox' });
    const ann = await arrive('Ann', CLIP);
    for (const { page } of [fox, ann]) await page.setViewportSize(LARGE);
    const sentByAnn = await watchSentCamera(ann);
    const sentByFox = await watchSentCamera(fox);
    const inOrder = first === 'Firefox' ? [fox, ann] : [ann, fox];
    for (const person of inOrder) await person.join(code);
    for (const [viewer, other] of [
      [ann, fox],
      [fox, ann],
    ] as const) {
      await expectAdvancing(viewer.tileOf(other));
      await expect.poll(() => loudestPacket(viewer)).toBeGreaterThan(0.001);
    }
    const full = { active: true, height: 360 };
    await expect.poll(sentByAnn, { timeout: 5_000 }).toMatchObject([full]);

    await fox.page.setViewportSize(SMALL);
    await expect.poll(sentByAnn, SOON).toMatchObject([{ active: true, height: 270 }]);
    await expectAdvancing(fox.tileOf(ann));
    await ann.page.setViewportSize(SMALL);
    await expect.poll(async () => (await sentByFox())[0]?.height, SOON).toBeLessThan(300);
    await expectAdvancing(ann.tileOf(fox));

    await setHidden(fox, true);
    await expect.poll(sentByAnn, SOON).toMatchObject([{ active: false }]);
    await expectStill(fox.tileOf(ann));
    await setHidden(fox, false);
    await fox.page.setViewportSize(LARGE);
    await expect.poll(sentByAnn, SOON).toMatchObject([full]);
    await expectAdvancing(fox.tileOf(ann));

    await fox.toggle('Camera');
    await expectNoPicture(ann.tileOf(fox));
    await fox.toggle('Camera');
    await expectAdvancing(ann.tileOf(fox));
    await expect.poll(() => loudestPacket(ann)).toBeGreaterThan(0.001);
  });
}
