import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraCodec } from './camera-codec.js';

const [vp8, h264, rtx] = [{ mimeType: 'video/VP8' }, { mimeType: 'video/H264' }, { mimeType: 'video/rtx' }];
const negotiated = [vp8, h264, rtx];
const hardware = new Set(['video/h264']);

test('without hardware the browser takes a codec by itself', () => {
  assert.equal(cameraCodec(negotiated, new Set(), 1), undefined);
  assert.equal(cameraCodec([], hardware, 1), undefined);
});

test('hardware encodes the one picture of a call of two', () => {
  assert.equal(cameraCodec(negotiated, hardware, 1), h264);
  assert.equal(cameraCodec(negotiated, new Set(['video/vp8', 'video/h264']), 1), vp8);
});

test('more people get VP8 again, also while another codec is chosen', () => {
  for (const others of [2, 11]) assert.equal(cameraCodec(negotiated, hardware, others), vp8);
  assert.equal(cameraCodec([h264, vp8, rtx], hardware, 2), vp8);
});

test('a codec that the other end lacks is not used', () => {
  assert.equal(cameraCodec([vp8, rtx], hardware, 1), undefined);
});
