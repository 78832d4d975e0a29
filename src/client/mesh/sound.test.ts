import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packetTime, withSoundWishes } from './sound.js';

test('a computer with two processors asks for longer packets from three people on, others from eight on', () => {
  const times = (processors: number | undefined) =>
    [1, 2, 6, 7].map((others) => packetTime(others, processors));
  assert.deepEqual(times(2), [20, 40, 40, 40]);
  assert.deepEqual(times(8), [20, 20, 20, 40]);
  assert.deepEqual(times(undefined), [20, 20, 20, 40]);
});

const line = (payload: number) =>
  [
    `m=audio 9 UDP/TLS/RTP/SAVPF ${String(payload)}`,
    `a=rtpmap:${String(payload)} opus/48000/2`,
    `a=fmtp:${String(payload)} minptime=10;useinbandfec=1`,
    'a=sendrecv',
    '',
  ].join('\r\n');

test('only the line of the microphone asks for silence that costs nothing', () => {
  const [mic, shared] = withSoundWishes(line(111) + line(63)).split(/^(?=m=)/m);
  assert.equal(mic, line(111).replace('inbandfec=1', 'inbandfec=1;usedtx=1'));
  assert.equal(shared, line(63));
});

test('and for longer packets, if the page wants them', () => {
  const [mic, shared] = withSoundWishes(line(111) + line(63), 40).split(/^(?=m=)/m);
  assert.match(mic ?? '', /\r\na=fmtp:111 \S+;usedtx=1\r\na=ptime:40\r\na=sendrecv\r\n$/);
  assert.equal(shared, line(63));
  assert.doesNotMatch(withSoundWishes(line(111), 20), /^a=ptime/m);
  const longer = withSoundWishes(line(111).replace('fec=1', 'fec=1;stereo=0'), 40);
  assert.match(longer, /useinbandfec=1;usedtx=1;stereo=0\r\na=ptime:40\r\n/);
});
