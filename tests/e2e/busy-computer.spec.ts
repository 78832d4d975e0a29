import { cameraClip } from '../../bench/camera-clip.mjs';
import { recordConnections } from './support/connections.js';
import type { Person } from './support/people.js';
import { withoutCongestion, withoutCpuStrain } from './support/sent-pictures.js';
import { expectAdvancing } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const CAMERA = { camera: { clip: cameraClip('640x360') } };
/** A step down takes three measurements, and a step up ten. They come once per second, and count after six seconds. */
const DOWN = { timeout: 20_000 };
const UP = { timeout: 25_000 };
const SENTENCE = 'Your computer is busy, so others see a smaller picture of you.';

/** The height, to the next five pixels, and the rate in which the page sends its camera to its only partner. */
function sent({ page }: Person): Promise<[height: number, fps: number]> {
  return page.evaluate(() => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const sender = made.at(-1)?.getTransceivers()[1]?.sender;
    const { scaleResolutionDownBy = 1, maxFramerate = 0 } = sender?.getParameters().encodings[0] ?? {};
    const height = (sender?.track?.getSettings().height ?? 0) / scaleResolutionDownBy;
    return [Math.round(height / 5) * 5, maxFramerate];
  });
}

/**
 * Lets the computer be calm again as soon as the page asks the browser for so few lines, as a smaller picture would do. The
 * test itself may be too late for that, and the page would then go on to its next step.
 */
async function calmDownAt({ page }: Person, height: number): Promise<void> {
  await page.evaluate((lines) => {
    const { setParameters } = RTCRtpSender.prototype;
    RTCRtpSender.prototype.setParameters = async function (parameters) {
      const [{ scaleResolutionDownBy = 1 } = {}] = parameters.encodings;
      if (
        this.track?.kind === 'video' &&
        (this.track.getSettings().height ?? 0) / scaleResolutionDownBy < lines + 1
      ) {
        (window as unknown as { strain: { isBusy: boolean } }).strain.isBusy = false;
        RTCRtpSender.prototype.setParameters = setParameters;
      }
      await setParameters.call(this, parameters);
    };
  }, height);
}

test('a person whose computer is busy sends less and reads one sentence about it, and sends more when it is calm', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', CAMERA), await arrive('Ben')];
  await ann.page.setViewportSize({ width: 640, height: 480 });
  await ben.page.setViewportSize({ width: 640, height: 480 });
  await recordConnections(ann);
  const setBusy = await withoutCpuStrain(ann);
  await withoutCongestion(ann);
  await ben.join(code);
  await ann.join(code);
  await expect.poll(() => sent(ann)).toEqual([360, 20]);
  const notice = ann.page.locator('.notice', { hasText: SENTENCE });

  await setBusy(true);
  await calmDownAt(ann, 270);
  await expect(notice).toBeVisible(DOWN);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  await expect.poll(() => sent(ann)).toEqual([270, 15]);
  await expectAdvancing(ben.tileOf(ann));

  await expect.poll(() => sent(ann), UP).toEqual([360, 20]);
  await expectAdvancing(ben.tileOf(ann));
  await setBusy(true);
  await calmDownAt(ann, 270);
  await expect.poll(() => sent(ann), DOWN).toEqual([270, 15]);
  await expect(notice, 'once per call is enough').toHaveCount(0);
});
