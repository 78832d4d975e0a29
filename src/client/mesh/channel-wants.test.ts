import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesOf, openPort, type FakePort } from '../../../tests/support/fake-port.js';
import { Channel } from './channel.js';
import type { Wish } from './sending/wishes.js';

const wish: Wish = { width: 640, height: 360, fps: 24 };
const frame = (source: string, value: unknown) => ({ type: 'want', source, wish: value });

function createChannel() {
  const counts = { wants: 0 };
  const channel = new Channel({
    onMessage: () => assert.fail('a wish is not a message'),
    onOpen: () => undefined,
    onWant: () => (counts.wants += 1),
  });
  const attach = (port: FakePort) => {
    channel.attach(port);
  };
  return { channel, counts, attach };
}

test('a wish waits for the channel, and only changes are sent', () => {
  const { channel, attach } = createChannel();
  channel.want('camera', { ...wish, fps: 15 });
  channel.want('camera', wish);
  const port = openPort(attach);
  assert.deepEqual(framesOf(port), [frame('camera', wish)]);
  channel.want('camera', { ...wish });
  channel.want('screen', null);
  channel.want('camera', null);
  assert.deepEqual(framesOf(port).slice(1), [frame('screen', null), frame('camera', null)]);
});

test('a new connection hears the latest wishes again', () => {
  const { channel, attach } = createChannel();
  channel.want('camera', wish);
  const first = openPort(attach);
  first.drop();
  channel.want('camera', null);
  assert.deepEqual(framesOf(openPort(attach)), [frame('camera', null)]);
});

test('the wishes of the other page are kept without an acknowledgement, and reported once', () => {
  const { channel, counts, attach } = createChannel();
  const port = openPort(attach);
  assert.equal(channel.wishes.get('camera'), undefined);
  port.arrive(JSON.stringify(frame('camera', wish)));
  port.arrive(JSON.stringify(frame('camera', wish)));
  port.arrive(JSON.stringify(frame('screen', null)));
  assert.deepEqual(
    [...channel.wishes],
    [
      ['camera', wish],
      ['screen', null],
    ],
  );
  assert.deepEqual([counts.wants, framesOf(port)], [2, []]);
});

for (const [source, value] of [
  ['camera', { ...wish, width: 1e9 }],
  ['camera', undefined],
  ['mic', wish],
  ['__proto__', wish],
] as const) {
  test(`the channel ignores the wish ${JSON.stringify(frame(source, value))}`, () => {
    const { channel, counts, attach } = createChannel();
    openPort(attach).arrive(JSON.stringify(frame(source, value)));
    assert.deepEqual([channel.wishes.size, counts.wants], [0, 0]);
  });
}
