import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canTurn, rotationOf, sizeOf } from './orientation.js';

test('a picture that is turned by a quarter is encoded as it lies', () => {
  const shown = { displayWidth: 360, displayHeight: 640 };
  assert.deepEqual(sizeOf(shown), { width: 360, height: 640 });
  assert.deepEqual(sizeOf({ ...shown, rotation: 180 }), { width: 360, height: 640 });
  for (const rotation of [90, 270])
    assert.deepEqual(sizeOf({ ...shown, rotation }), { width: 640, height: 360 });
  assert.equal(rotationOf(shown), 0, 'a browser that does not turn frames says nothing about it');
});

test('an end turns pictures if both ends have agreed on the header extension for it', () => {
  const sender = (...uris: string[]) => ({
    getParameters: () =>
      ({ headerExtensions: uris.map((uri, id) => ({ uri, id })) }) as unknown as RTCRtpSendParameters,
  });
  assert.equal(canTurn(sender('urn:ietf:params:rtp-hdrext:sdes:mid', 'urn:3gpp:video-orientation')), true);
  assert.equal(canTurn(sender('urn:ietf:params:rtp-hdrext:sdes:mid')), false);
});
