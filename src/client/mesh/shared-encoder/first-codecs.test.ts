import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FirstCodecs } from './first-codecs.js';

test('asks the browser at most about once per second which codec a sender uses', (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  let mimeType = 'video/VP8';
  const getParameters = t.mock.fn(() => ({ codecs: [{ mimeType }, { mimeType: 'video/rtx' }] }));
  const sender = { getParameters } as unknown as RTCRtpSender;
  const codecs = new FirstCodecs();
  assert.equal(codecs.usesVp8(sender), true);
  mimeType = 'video/H264';
  now = 800;
  assert.equal(codecs.usesVp8(sender), true);
  assert.equal(getParameters.mock.callCount(), 1);
  now = 1_000;
  assert.equal(codecs.usesVp8(sender), false);
  mimeType = 'video/VP8';
  codecs.forget();
  assert.equal(codecs.usesVp8(sender), true);
  const none = { getParameters: () => ({ codecs: [] }) } as unknown as RTCRtpSender;
  assert.equal(codecs.usesVp8(none), false);
});
