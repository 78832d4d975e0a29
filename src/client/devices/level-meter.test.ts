import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LevelMeter } from './level-meter.js';
import { MicProbe } from './mic-probe.js';

/** Delivers the samples of the source to which it listens. */
class FakeContext {
  static readonly made: FakeContext[] = [];
  state = 'suspended';
  heard: FakeTrack | null = null;
  readonly options: { sinkId?: unknown };

  constructor(options: { sinkId?: unknown }) {
    this.options = options;
    FakeContext.made.push(this);
  }
  resume() {
    this.state = 'running';
    return Promise.resolve();
  }
  suspend() {
    this.state = 'suspended';
    return Promise.resolve();
  }
  close() {
    this.state = 'closed';
    return Promise.resolve();
  }
  createAnalyser() {
    return {
      fftSize: 0,
      getFloatTimeDomainData: (samples: Float32Array) => samples.fill(this.heard?.sample ?? 0),
    };
  }
  createMediaStreamSource({ tracks: [track] }: FakeStream) {
    return {
      connect: () => void (this.heard = track ?? null),
      disconnect: () => void (this.heard = null),
    };
  }
}

class FakeStream {
  readonly tracks: FakeTrack[];
  constructor(tracks: FakeTrack[]) {
    this.tracks = tracks;
  }
}

class FakeTrack {
  readonly copies: FakeTrack[] = [];
  enabled = true;
  isStopped = false;
  readonly loudness: number;

  constructor(loudness: number) {
    this.loudness = loudness;
  }
  get sample(): number {
    return this.enabled ? this.loudness : 0;
  }
  clone(): FakeTrack {
    const copy = new FakeTrack(this.loudness);
    copy.enabled = this.enabled;
    this.copies.push(copy);
    return copy;
  }
  stop(): void {
    this.isStopped = true;
  }
}

const asTrack = (track: FakeTrack) => track as unknown as MediaStreamTrack;
const globals = globalThis as unknown as Record<string, unknown>;

describe('the level of a microphone', () => {
  beforeEach(() => {
    Object.assign(globals, { AudioContext: FakeContext, MediaStream: FakeStream });
  });
  afterEach(() => {
    FakeContext.made.length = 0;
    for (const name of ['AudioContext', 'MediaStream']) Reflect.deleteProperty(globals, name);
  });

  test('is unknown until the browser measures, and then a root mean square', () => {
    const meter = new LevelMeter();
    const track = new FakeTrack(0.25);
    assert.equal(meter.level(asTrack(track)), null); // starts the context
    assert.equal(meter.level(asTrack(track)), 0.25);
    assert.equal(new LevelMeter().level(null), null);
  });

  test('is exactly 0 for a microphone that delivers nothing', () => {
    const meter = new LevelMeter();
    const track = asTrack(new FakeTrack(0));
    meter.level(track);
    assert.equal(meter.level(track), 0);
  });

  test('costs nothing while the microphone is muted, and plays nothing while it is not', () => {
    const meter = new LevelMeter();
    const track = new FakeTrack(0.25);
    meter.level(asTrack(track));
    track.enabled = false;
    assert.equal(meter.level(asTrack(track)), null);
    const [context] = FakeContext.made;
    assert.equal(context?.state, 'suspended');
    assert.deepEqual(context.options.sinkId, { type: 'none' });
    track.enabled = true;
    meter.level(asTrack(track));
    assert.equal(meter.level(asTrack(track)), 0.25);
    assert.equal(FakeContext.made.length, 1);
  });

  test('is probed with one copy of a muted track, which ends when nobody needs it', () => {
    const probe = new MicProbe();
    const track = new FakeTrack(0.25);
    track.enabled = false;
    probe.level(asTrack(track));
    assert.equal(probe.level(asTrack(track)), 0.25);
    assert.equal(track.enabled, false);
    assert.equal(track.copies.length, 1);
    track.enabled = true;
    probe.level(asTrack(track));
    assert.equal(probe.level(asTrack(track)), 0.25);
    assert.deepEqual(
      track.copies.map(({ isStopped }) => isStopped),
      [true],
    );
    probe.close();
    assert.equal(FakeContext.made[0]?.state, 'closed');
  });
});
