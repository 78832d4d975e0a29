import type { Person } from './support/people.js';
import { expectAdvancing, expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** Records the kinds of the signals that the person's page sends. Call it before they open a page. */
function watchSignals({ page }: Person): () => string[] {
  const kinds: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const [kind] = /"type":"(?:offer|answer)"|"kind":"renew"/.exec(String(payload)) ?? [];
      if (kind !== undefined) kinds.push(kind);
    });
  });
  return () => kinds;
}

/** Records the data channels of the page. Call it before the person opens a page. */
async function watchChannels({ page }: Person): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const made: RTCDataChannel[] = [];
    Object.assign(window, { made });
    const { createDataChannel } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.createDataChannel = function (...args) {
      const channel = createDataChannel.apply(this, args);
      made.push(channel);
      return channel;
    };
  });
  return () =>
    page.evaluate(() => {
      const { made } = window as unknown as { made: RTCDataChannel[] };
      return made.map(({ label, id, readyState }) => [label, id, readyState].join(' '));
    });
}

/** Makes the page one of a version without data channels. Call it before the person opens a page. */
async function withoutChannels({ page }: Person): Promise<void> {
  await page.addInitScript(() => {
    RTCPeerConnection.prototype.createDataChannel = () => ({}) as RTCDataChannel;
  });
}

test('one offer and one answer connect two pages with their media and one open data channel', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  const signals = [watchSignals(ann), watchSignals(ben)];
  const channels = [await watchChannels(ann), await watchChannels(ben)];
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
  for (const read of channels) await expect.poll(read).toEqual(['parley 0 open']);
  expect(signals.map((read) => read())).toEqual([['"type":"answer"'], ['"type":"offer"']]);
});

for (const older of ['earlier', 'later']) {
  test(`a page without data channels that joined ${older} still sees and hears the others`, async ({
    arrive,
    code,
  }) => {
    const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
    await withoutChannels(older === 'earlier' ? ann : ben);
    await ann.join(code);
    await ben.join(code);
    await expectCamera(ann.tileOf(ben));
    await expectCamera(ben.tileOf(ann));
    await ben.toggle('Share screen');
    await expectAdvancing(ann.tileOf(ben, 'screen'));
  });
}
