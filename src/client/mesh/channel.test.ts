import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { fakePort, framesOf, openPort } from '../../../tests/support/fake-port.js';
import { Channel, DELIVERY_TIMEOUT_MS, FRAMES_MAX, HELLO_TIMEOUT_MS, WAITING_MAX } from './channel.js';
import { FRAME_MAX_BYTES, type ChannelMessage } from './channel-messages.js';

const note = (id: string, text = 'psst'): ChannelMessage => ({ type: 'private', id, text });
const json = (value: unknown) => JSON.stringify(value);

function createChannel() {
  const received: ChannelMessage[] = [];
  const counts = { opened: 0 };
  const channel = new Channel({
    onMessage: (message) => received.push(message),
    onOpen: () => (counts.opened += 1),
    onWant: () => undefined,
  });
  const attach = (port: ReturnType<typeof fakePort>) => {
    channel.attach(port);
  };
  return { channel, received, counts, attach };
}

describe('the data channel of a pair', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  test('keeps messages until both ends have greeted each other, and sends them in order', async () => {
    const { channel, counts, attach } = createChannel();
    const delivered = [channel.send(note('1')), channel.send(note('2'))];
    const port = fakePort();
    attach(port);
    port.open();
    assert.deepEqual(port.sent, ['{"type":"hello"}']);
    assert.deepEqual([channel.state, counts.opened], ['connecting', 0]);
    port.arrive('{"type":"hello"}');
    port.arrive('{"type":"hello"}');
    assert.deepEqual([channel.state, counts.opened], ['open', 1]);
    assert.deepEqual(framesOf(port), [note('1'), note('2')]);
    for (const id of ['1', '2']) port.arrive(json({ type: 'delivered', id }));
    assert.deepEqual(await Promise.all(delivered), [true, true]);
  });

  test('reports a page that never answers as one without the channel', () => {
    const { channel, attach } = createChannel();
    const port = fakePort();
    attach(port);
    now += HELLO_TIMEOUT_MS + 1;
    assert.equal(channel.state, 'connecting', 'the port is not open yet');
    port.open();
    now += HELLO_TIMEOUT_MS + 1;
    assert.equal(channel.state, 'unsupported');
  });

  test('sends what has no acknowledgement again on the connection that replaces the lost one', async () => {
    const { channel, attach } = createChannel();
    const first = openPort(attach);
    const delivered = [channel.send(note('1')), channel.send(note('2'))];
    first.arrive(json({ type: 'delivered', id: '1' }));
    first.drop();
    assert.equal(channel.state, 'connecting');
    const second = openPort(attach);
    assert.deepEqual(framesOf(second), [note('2')]);
    first.arrive(json({ type: 'delivered', id: '2' })); // an old port says nothing any more
    second.arrive(json({ type: 'delivered', id: '2' }));
    assert.deepEqual(await Promise.all(delivered), [true, true]);
  });

  test('takes a repeated message only once, and acknowledges it again', () => {
    const { received, attach } = createChannel();
    openPort(attach).arrive(json(note('1')));
    const port = openPort(attach);
    port.arrive(json(note('1')));
    assert.deepEqual(received, [note('1')]);
    assert.deepEqual(framesOf(port), [{ type: 'delivered', id: '1' }]);
  });

  test('says that a message is not delivered after a while, when it closes, and when too many wait', async () => {
    const { channel, attach } = createChannel();
    const port = openPort(attach);
    const late = channel.send(note('late'));
    mock.timers.tick(DELIVERY_TIMEOUT_MS);
    assert.equal(await late, false);

    const waiting = Array.from({ length: WAITING_MAX }, (_, index) => channel.send(note(String(index))));
    assert.equal(await channel.send(note('too many')), false);
    assert.equal(framesOf(port).length, 1 + WAITING_MAX);
    channel.close();
    assert.ok((await Promise.all(waiting)).every((isDelivered) => !isDelivered));
    assert.equal(await channel.send(note('after')), false);
  });

  test('believes an acknowledgement only for a message that it has sent', async () => {
    const { channel, attach } = createChannel();
    const port = fakePort();
    attach(port);
    port.open();
    const delivered = channel.send(note('1'));
    port.arrive(json({ type: 'delivered', id: '1' }));
    channel.close();
    assert.equal(await delivered, false);
  });

  test('ignores what is not a frame of a known type with valid fields, and goes on', () => {
    const { received, attach } = createChannel();
    const port = openPort(attach);
    const long = 'x'.repeat(4_001);
    const wrong = [
      ...['', 'null', '[]', '1', '"private"', '{', '{}', '{"type":"wish"}', '{"type":"__proto__"}'],
      ...['{"type":"constructor"}', '{"type":null}', json(note('')), json(note('x'.repeat(65)))],
      ...[json(note('1', '')), json(note('1', ' ')), json(note('1', ' a')), json(note('1', long))],
      json({ type: 'private', id: 1, text: 'a' }),
      json({ type: 'private', id: '1' }),
      json({ ...note('1'), padding: '€'.repeat(FRAME_MAX_BYTES / 3) }), // fewer characters than bytes
    ];
    for (const data of [...wrong, new ArrayBuffer(8), undefined]) port.arrive(data);
    assert.deepEqual([received, framesOf(port)], [[], []]);
    port.arrive(json({ ...note('1', '€'.repeat(4_000)), from: 'ann', unknown: 1 }));
    assert.deepEqual(received, [note('1', '€'.repeat(4_000))]);
  });

  test('sends the longest message even if JSON has to escape every character', () => {
    const { received, attach } = createChannel();
    const message = note('x'.repeat(64), '\u0001'.repeat(4_000));
    openPort(attach).arrive(json(message));
    assert.deepEqual(received, [message]);
  });

  test('drops what comes too fast, without an acknowledgement', () => {
    const { received, attach } = createChannel();
    const port = openPort(attach); // its hello is the first frame
    for (let index = 0; index < FRAMES_MAX + 50; index++) port.arrive(json(note(String(index))));
    assert.equal(received.length, FRAMES_MAX - 1);
    assert.equal(framesOf(port).length, FRAMES_MAX - 1);
    now += 10_001;
    port.arrive(json(note('later')));
    assert.equal(received.at(-1)?.id, 'later');
  });

  test('keeps a message while the browser has too much to send', () => {
    const { channel, attach } = createChannel();
    const port = openPort(attach);
    port.bufferedAmount = 2_000_000;
    void channel.send(note('1'));
    assert.deepEqual(framesOf(port), []);
    assert.deepEqual(framesOf(openPort(attach)), [note('1')]);
    channel.close();
  });
});
