import { recordConnections } from './support/connections.js';
import type { Person } from './support/people.js';
import { pretendProcessors } from './support/processors.js';
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
  await expectAdvancing(ann.tileOf(cid));
  expect(await agreed(ann, 0), 'the newest connection').toEqual(['audio/opus']);
});

/** The sound in a packet from each other microphone, in ms, in the order of the connections. Measures for one second. */
function packetTimes({ page }: Person): Promise<number[]> {
  return page.evaluate(async () => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const open = made.filter(({ connectionState }) => connectionState === 'connected');
    const read = () =>
      Promise.all(
        open.map(async (connection) => {
          const report = await connection.getTransceivers()[0]?.receiver.getStats();
          const all = [...(report?.values() ?? [])] as {
            type: string;
            packetsReceived?: number;
            jitterBufferEmittedCount?: number;
          }[];
          const { packetsReceived = 0, jitterBufferEmittedCount = 0 } =
            all.find(({ type }) => type === 'inbound-rtp') ?? {};
          return { packets: packetsReceived, ms: jitterBufferEmittedCount / 48 };
        }),
      );
    const before = await read();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const after = await read();
    return after.map(({ packets, ms }, at) => {
      const began = before[at] ?? { packets: 0, ms: 0 };
      return (ms - began.ms) / (packets - began.packets);
    });
  });
}

test('from three people on, a computer with two processors gets longer packets of sound', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  for (const [person, processors] of [
    [ann, 2],
    [ben, 8],
    [cid, 8],
  ] as const) {
    await recordConnections(person);
    await pretendProcessors(person, processors);
    await person.join(code);
  }
  await expectSound(ann.tileOf(cid));
  await expectSound(cid.tileOf(ann));
  const rounded = async (person: Person) => (await packetTimes(person)).map((ms) => Math.round(ms / 20) * 20);
  await expect.poll(() => rounded(ann), 'of Ben, who came when there were two, and of Cid').toEqual([20, 40]);
  await expect.poll(() => rounded(cid), 'of Ann and of Ben').toEqual([20, 20]);
});
