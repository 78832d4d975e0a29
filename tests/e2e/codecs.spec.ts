import { recordConnections } from './support/connections.js';
import type { Person } from './support/people.js';
import { expectAdvancing, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** The codecs of a line that both ends have agreed on, in order, for the newest open connection of the page. */
function agreed({ page }: Person, line: number): Promise<string[]> {
  return page.evaluate((at) => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const open = made.filter(({ connectionState }) => connectionState === 'connected');
    const codecs = open.at(-1)?.getTransceivers()[at]?.sender.getParameters().codecs ?? [];
    return codecs.map(({ mimeType }) => mimeType).filter((type) => !/rtx|video.(red|ulpfec)/.test(type));
  }, line);
}

/** The parameters of Opus that the page was asked for, of each line of sound. */
function opusParameters({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const lines = (made.at(-1)?.remoteDescription?.sdp ?? '').split(/^(?=m=)/m);
    return lines
      .filter((line) => line.startsWith('m=audio'))
      .map(
        (line) => /a=rtpmap:(\d+) opus.*a=fmtp:\1 (\S+)/s.exec(line)?.[2]?.split(';').sort().join(';') ?? '',
      );
  });
}

/** The codec in which the page sends its camera on each open connection. */
function sentIn({ page }: Person): Promise<string[]> {
  return page.evaluate(async () => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const open = made.filter(({ connectionState }) => connectionState === 'connected');
    const senders = open.flatMap((connection) => connection.getTransceivers()[1]?.sender ?? []);
    const reports = await Promise.all(senders.map((sender) => sender.getStats()));
    return reports.flatMap((report) => {
      const all = [...report.values()] as {
        id: string;
        type: string;
        codecId?: string;
        mimeType?: string;
      }[];
      const { codecId } = all.find(({ type }) => type === 'outbound-rtp') ?? {};
      return all.find(({ id }) => id === codecId)?.mimeType ?? '';
    });
  });
}

test('two pages agree on few codecs, and hardware encodes the camera while they are two', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  for (const person of [ann, ben]) await recordConnections(person);
  await ben.page.addInitScript(() => {
    const answer = (isHere: boolean) => ({ supported: true, smooth: isHere, powerEfficient: isHere });
    MediaCapabilities.prototype.encodingInfo = ({ video }) =>
      Promise.resolve(answer(/h264/i.test(video?.contentType ?? '')));
  });
  await ann.join(code);
  await ben.join(code);
  await expectAdvancing(ann.tileOf(ben));
  expect(await agreed(ann, 0)).toEqual(['audio/red', 'audio/opus']);
  expect(await agreed(ann, 1)).toEqual(['video/VP8', 'video/H264']);
  expect(await agreed(ann, 2)).toEqual(['video/VP9', 'video/VP8', 'video/H264']);
  expect(await agreed(ann, 3)).toEqual(['audio/opus']);
  for (const person of [ann, ben]) {
    // Only the microphone falls silent: the sound of a screen must not.
    expect(await opusParameters(person), `Opus as ${person.name} was asked for it`).toEqual([
      'minptime=10;usedtx=1;useinbandfec=1',
      'minptime=10;useinbandfec=1',
    ]);
  }
  const bytes = await ben.page.evaluate(() => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    return made.at(-1)?.localDescription?.sdp.length;
  });
  expect(bytes, 'the size of the offer').toBeLessThan(8_000);
  await expectSound(ann.tileOf(ben));
  await expect.poll(() => sentIn(ben)).toEqual(['video/H264']);
  await expectAdvancing(ann.tileOf(ben));
  expect(await sentIn(ann)).toEqual(['video/VP8']);

  await ben.toggle('Share screen');
  await expectAdvancing(ann.tileOf(ben, 'screen'));
  const hint = await ben.page.evaluate(() => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    return made.at(-1)?.getTransceivers()[2]?.sender.track?.contentHint;
  });
  expect(hint, 'sharp text matters more than smooth motion').toBe('detail');
  await ben.toggle('Share screen');

  await cid.join(code);
  await expect.poll(() => sentIn(ben)).toEqual(['video/VP8', 'video/VP8']);
  await expectAdvancing(ann.tileOf(ben));
  await expectAdvancing(cid.tileOf(ben));
  expect(await agreed(ann, 0), 'the newest connection').toEqual(['audio/opus']);
});
