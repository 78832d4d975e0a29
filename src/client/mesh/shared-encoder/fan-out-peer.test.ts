import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FanOutPeer, type DummyFrame } from './fan-out-peer.js';

interface Dummy extends DummyFrame {
  name: string;
}

/** A connection whose browser encodes each dummy when the test says so. */
function connection(layer: number | null = 270) {
  const kicks: number[] = [];
  const turns: number[] = [];
  const sent: string[] = [];
  const keys: number[] = [];
  const clock = { now: 0 };
  let dummies = 0;
  let time = 0;
  const peer = new FanOutPeer<Dummy>({
    kick: (timestamp, rotation) => {
      kicks.push(timestamp);
      turns.push(rotation);
    },
    send: (frame) => {
      sent.push(`${frame.name}=${new TextDecoder().decode(frame.data)}`);
      structuredClone(frame.data, { transfer: [frame.data] }); // as a browser takes the buffer away
    },
    wantKey: (height) => keys.push(height),
    now: () => clock.now,
  });
  peer.setLayer(layer);
  const dummy = (type: 'key' | 'delta' = 'delta') => {
    dummies += 1;
    peer.dummyEncoded({ type, data: new ArrayBuffer(20), name: `d${String(dummies)}` });
  };
  const frame = (text: string, height = 270, rotation = 0) => {
    time += 33_000;
    const { buffer } = new TextEncoder().encode(text);
    peer.frameEncoded(height, { data: buffer, isKey: text.startsWith('key'), timestamp: time, rotation });
  };
  return { peer, kicks, turns, sent, keys, clock, dummy, frame };
}

/** A connection that sends already. */
function live() {
  const it = connection();
  it.frame('a');
  it.dummy('key');
  it.frame('key1');
  return it;
}

test('the first frames only make the dummy track tick; a key frame is asked for as soon as a dummy comes out', () => {
  const { kicks, sent, keys, dummy, frame } = connection();
  frame('key0');
  frame('a');
  assert.deepEqual([kicks.length, sent, keys], [2, [], []]);
  dummy('key');
  assert.deepEqual(keys, [270]);
  frame('b');
  assert.deepEqual(sent, [], 'nothing can be decoded before the key frame');
  frame('key1');
  assert.deepEqual(sent, ['d1=key1']);
});

test('each frame waits for its own dummy, and they stay in order', () => {
  const { kicks, sent, dummy, frame } = live();
  const before = kicks.length;
  frame('b');
  frame('c');
  assert.equal(kicks.length, before + 2);
  assert.deepEqual(sent, ['d1=key1']);
  dummy();
  dummy();
  assert.deepEqual(sent, ['d1=key1', 'd2=b', 'd3=c']);
});

test('a dummy that came without a frame carries the next one, so that no number is missing', () => {
  const { kicks, sent, dummy, frame } = live();
  dummy();
  const before = kicks.length;
  frame('b');
  assert.deepEqual([sent.at(-1), kicks.length], ['d2=b', before]);
});

test('dummies are dropped only before a key frame', () => {
  const { sent, dummy, frame } = live();
  dummy();
  dummy();
  dummy();
  frame('b');
  assert.equal(sent.at(-1), 'd2=b');
  frame('key2');
  assert.equal(sent.at(-1), 'd4=key2');
});

test('a key dummy is a request of the receiver: deltas wait until the encoder has made a key frame', () => {
  const { sent, keys, dummy, frame } = live();
  frame('b');
  dummy('key');
  assert.deepEqual(keys, [270, 270]);
  frame('c');
  assert.equal(sent.length, 1);
  frame('key2');
  assert.equal(sent.at(-1), 'd2=key2');
});

test('another layer begins with its key frame, and the former one goes on until then', () => {
  const { peer, sent, keys, dummy, frame } = live();
  peer.setLayer(180);
  assert.deepEqual([keys.at(-1), peer.layers], [180, [270, 180]]);
  frame('b');
  dummy();
  frame('x', 180);
  assert.equal(sent.at(-1), 'd2=b');
  frame('key9', 180);
  frame('c');
  dummy();
  assert.deepEqual([sent.at(-1), peer.layers], ['d3=key9', [180]]);
});

test('with its own encoder, a connection passes everything on and forgets the dummies', () => {
  const { peer, sent, keys, dummy, frame } = live();
  frame('b');
  peer.ownEncoded({ type: 'key', data: new TextEncoder().encode('own').buffer, name: 'o' });
  assert.equal(sent.at(-1), 'o=own');
  dummy('key');
  assert.equal(keys.length, 2, 'the shared encoder begins with a key frame again');
  assert.equal(sent.length, 2);
});

test('without a layer, nothing is sent', () => {
  const { kicks, sent, dummy, frame } = connection(null);
  frame('key1');
  dummy('key');
  assert.deepEqual([kicks, sent], [[], []]);
});

test('a frame gets another dummy if the browser has merged two, and a connection that stands still starts over', () => {
  const { peer, kicks, sent, keys, clock, dummy, frame } = live();
  frame('b');
  peer.kickAgain();
  const before = kicks.length;
  clock.now = 20;
  peer.kickAgain();
  assert.equal(kicks.length, before + 1);
  assert.ok((kicks.at(-1) ?? 0) > (kicks.at(-2) ?? 0), 'each dummy has a later time');
  for (let at = 0; at < 10; at += 1) frame('c');
  assert.ok(!peer.isWaiting);
  dummy();
  assert.deepEqual([keys.length, sent.length], [2, 1]);
});

test('a dummy is turned like the frame that it carries, also when it is repeated', () => {
  const { peer, turns, clock, frame } = live();
  frame('key2', 270, 90);
  frame('b', 180, 270);
  clock.now = 20;
  peer.kickAgain();
  assert.deepEqual(turns.slice(-2), [90, 90], 'the frame of another layer does not count');
});

test('the buffer of a frame stays whole for the other connections', () => {
  const { peer, dummy } = live();
  const data = new TextEncoder().encode('b').buffer;
  peer.frameEncoded(270, { data, isKey: false, timestamp: 1_000_000, rotation: 0 });
  dummy();
  assert.equal(data.byteLength, 1);
});
