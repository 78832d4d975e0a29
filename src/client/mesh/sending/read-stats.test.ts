import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStats } from './read-stats.js';

const at = (timestamp: number, type: string, fields: object) => ({ timestamp, type, ...fields });

test('the statistics of a connection become one measurement', () => {
  const report = [
    at(2_000, 'candidate-pair', { nominated: true, availableOutgoingBitrate: 700_000 }),
    at(2_000, 'candidate-pair', { nominated: false, availableOutgoingBitrate: 9_000_000 }),
    at(1_900, 'remote-inbound-rtp', { kind: 'audio', fractionLost: 0.01 }),
    at(1_800, 'remote-inbound-rtp', { kind: 'video', fractionLost: 0.03 }),
    at(900, 'remote-inbound-rtp', { kind: 'video', fractionLost: 0.9 }),
    at(2_000, 'outbound-rtp', { kind: 'video', totalEncodeTime: 3, qualityLimitationReason: 'bandwidth' }),
    at(2_000, 'outbound-rtp', { kind: 'video', active: false, qualityLimitationReason: 'cpu' }),
    at(2_000, 'outbound-rtp', { kind: 'audio' }),
    at(2_000, 'inbound-rtp', {
      ...{ kind: 'video', framesDecoded: 40, framesDropped: 2 },
      ...{ trackIdentifier: 'camera', bytesReceived: 9_000 },
    }),
    at(2_000, 'inbound-rtp', { kind: 'video', framesDecoded: 10 }),
  ];
  assert.deepEqual(readStats(report, 1_000, 'camera'), {
    at: 2_000,
    available: 700_000,
    loss: 0.03,
    isHeldBackByPath: true,
    isHeldBackByCpu: false,
    encodeSeconds: 3,
    framesDecoded: 50,
    framesDropped: 2,
    camera: { bytes: 9_000, decoded: 40 },
  });
});

test('a dummy of the shared encoder tells nothing about the path or the processor', () => {
  const reasons = (frameHeight: number) => {
    const { isHeldBackByPath, isHeldBackByCpu } = readStats(
      ['bandwidth', 'cpu'].map((qualityLimitationReason) =>
        at(5, 'outbound-rtp', { kind: 'video', frameHeight, qualityLimitationReason }),
      ),
      0,
    );
    return [isHeldBackByPath, isHeldBackByCpu];
  };
  assert.deepEqual(
    [reasons(16), reasons(90)],
    [
      [false, false],
      [true, true],
    ],
  );
});

test('a browser that measures little leaves the values unknown', () => {
  const { available, loss, encodeSeconds } = readStats([at(5, 'candidate-pair', { nominated: true })], 0);
  assert.deepEqual([available, loss, encodeSeconds], [null, null, 0]);
});
