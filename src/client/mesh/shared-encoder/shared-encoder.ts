import type { CameraPicture, CameraSharing, SharedEffort } from '../sending/camera-sharing.js';
import type { Encoding } from '../sending/encoding.js';
import type { PairMeasurement } from '../sending/pair-limit.js';
import type { PictureLink } from '../sending/picture-link.js';
import { createTrackGenerator, framesOf, type TrackGenerator } from './browser-apis.js';
import { NEW_CARRY, nextCarry, type Carry } from './carry.js';
import { planSharing, type SharingPlan } from './plan-sharing.js';
import type { FromWorker, ToWorker, TransformOptions } from './worker-messages.js';

/** The part of a `Worker` that this file uses, so that a test can replace it. */
export interface EncoderPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  terminate(): void;
}

export interface SharedEncoderOptions {
  startWorker(): EncoderPort;
  createTransform(port: EncoderPort, options: TransformOptions): RTCRtpScriptTransform;
  /** The camera that the person sends now. */
  camera(): MediaStreamTrack | null;
  /** The worker can serve connections from now on. */
  onReady(): void;
  onError(error: unknown): void;
}

interface Pair {
  readonly id: number;
  readonly sender: RTCRtpSender;
  readonly dummy: TrackGenerator;
}

/**
 * The dummy's own encoder must not be what limits: it governs how the browser probes and paces. With the rate of the
 * source itself, frames arrived 20 ms later.
 */
const DUMMY_SHARE = 2.5;
/** A dummy encoder that left out frames would delay those of the camera. */
const DUMMY_FPS = 60;
/** A worker that does not answer for so many measurements is dead. */
const SILENT_MAX = 3;
const LEFT_SHARE_MAX = 0.1;
const REST: SharedEffort = { encodeSeconds: 0, isLimited: false };
const NO_PLAN: SharingPlan = { layers: [], layerOf: new Map() };

/**
 * Encodes the camera once for connections that show it in the same size, in a worker. The senders of these connections get
 * a track of tiny dummy frames, and the worker replaces each encoded dummy by the shared frame. All that the other end
 * needs to know is how to decode VP8.
 */
export class SharedEncoder implements CameraSharing {
  readonly #options: SharedEncoderOptions;
  readonly #carries = new WeakMap<PictureLink['peer'], Carry>();
  readonly #pairs = new Map<RTCRtpSender, Pair>();
  readonly #ids = new WeakMap<RTCRtpSender, number>();
  #nextId = 1;
  #worker: EncoderPort | null = null;
  #isReady = false;
  #hasFailed = false;
  #plan = '';
  /** The camera whose frames the worker reads. */
  #read: MediaStreamTrack | null = null;
  #effort: SharedEffort = REST;
  /** Questions without an answer. */
  #asked = 0;

  constructor(options: SharedEncoderOptions) {
    this.#options = options;
  }

  assign(pictures: readonly CameraPicture[]): ReadonlyMap<PictureLink['peer'], Encoding> {
    if (this.#hasFailed) return new Map();
    for (const pair of this.#pairs.values()) if (pair.sender.transport?.state === 'closed') this.#drop(pair);
    const camera = this.#options.camera();
    const sending = pictures.flatMap(({ link, level, isSettled }) => {
      const sender = link.peer.senderOf('camera');
      if (!sender || !level) return [];
      const isFit = isSettled && camera !== null && this.#isFit(link, sender);
      return [{ id: this.#idOf(sender), level, isFit, sender, peer: link.peer }];
    });
    let plan = planSharing(sending);
    if (plan.layers.length > 0) this.#start();
    if (!this.#isReady) plan = NO_PLAN;
    const shared = new Map<PictureLink['peer'], Encoding>();
    for (const { id, level, sender, peer } of sending) {
      if (!plan.layerOf.has(id)) {
        this.#release(sender);
        continue;
      }
      this.#share(sender);
      shared.set(peer, dummyEncoding(level.bitrate));
    }
    this.#tellPlan(plan);
    this.#readCamera(plan.layers.length > 0 ? camera : null);
    return shared;
  }

  measured(peer: PictureLink['peer'], measurement: PairMeasurement): void {
    this.#carries.set(peer, nextCarry(this.#carries.get(peer) ?? NEW_CARRY, measurement));
  }

  takeEffort(): SharedEffort {
    if (!this.#isReady || this.#hasFailed) return REST;
    this.#asked += 1;
    if (this.#asked > SILENT_MAX) this.#fail(new Error('The encoder does not answer'));
    else this.#post({ type: 'measure' });
    const effort = this.#effort;
    this.#effort = REST;
    return effort;
  }

  close(): void {
    this.#stop();
    this.#hasFailed = true;
  }

  #isFit({ peer, wishes }: PictureLink, sender: RTCRtpSender): boolean {
    if (wishes.get('camera')?.own === true) return false; // it could not decode what the shared encoder makes
    if (this.#carries.get(peer)?.carries !== true) return false;
    // The first codec is the one that the sender uses.
    return sender.getParameters().codecs[0]?.mimeType.toLowerCase() === 'video/vp8';
  }

  #idOf(sender: RTCRtpSender): number {
    const id = this.#ids.get(sender) ?? this.#nextId++;
    this.#ids.set(sender, id);
    return id;
  }

  #start(): void {
    if (this.#worker) return;
    try {
      const worker = (this.#worker = this.#options.startWorker());
      worker.onmessage = ({ data }) => {
        this.#onMessage(data);
      };
      worker.onerror = (event) => {
        this.#fail(new Error(`The encoder has stopped: ${event.message}`));
      };
    } catch (error) {
      this.#fail(error);
    }
  }

  #onMessage(message: FromWorker): void {
    if (message.type === 'ready') {
      this.#isReady = true;
      this.#options.onReady();
    } else if (message.type === 'failed') this.#fail(new Error(message.reason));
    else {
      const { encodeMs, encoded, left } = message;
      this.#asked = 0;
      this.#effort = {
        encodeSeconds: encodeMs / 1_000,
        isLimited: left > (encoded + left) * LEFT_SHARE_MAX,
      };
    }
  }

  /** Puts the dummy track on the sender. Does nothing if it is there already. */
  #share(sender: RTCRtpSender): void {
    const known = this.#pairs.get(sender);
    const pair = known ?? { id: this.#idOf(sender), sender, dummy: createTrackGenerator() };
    if (!known) {
      this.#pairs.set(sender, pair);
      const { writable } = pair.dummy;
      this.#post({ type: 'peer', id: pair.id, dummies: writable }, [writable]);
      // It passes on the frames of the browser's own encoder, which sends until the track is replaced.
      if (this.#worker) sender.transform = this.#options.createTransform(this.#worker, { id: pair.id });
    }
    if (sender.track !== pair.dummy) void replaceTrack(sender, pair.dummy);
  }

  /** Gives the sender its own encoder back. That begins with a key frame, so no picture freezes. */
  #release(sender: RTCRtpSender): void {
    const pair = this.#pairs.get(sender);
    const camera = this.#options.camera();
    if (pair && camera && sender.track === pair.dummy) void replaceTrack(sender, camera);
  }

  async #freeFromWorker(sender: RTCRtpSender, dummy: TrackGenerator): Promise<void> {
    // If the track were replaced last, the other end would see a grey dummy.
    if (sender.track === dummy) await replaceTrack(sender, this.#options.camera());
    sender.transform = null; // without its worker, it would pass nothing on
    dummy.stop();
  }

  #tellPlan({ layers, layerOf }: SharingPlan): void {
    const message: ToWorker = { type: 'plan', layers, layerOf: [...layerOf] };
    const plan = JSON.stringify(message);
    if (plan === this.#plan || !this.#isReady) return;
    this.#plan = plan;
    this.#post(message);
  }

  #readCamera(camera: MediaStreamTrack | null): void {
    if (camera === this.#read) return;
    this.#read = camera;
    const frames = camera && framesOf(camera);
    this.#post({ type: 'camera', frames }, frames ? [frames] : []);
  }

  #drop(pair: Pair): void {
    this.#pairs.delete(pair.sender);
    pair.dummy.stop();
    this.#post({ type: 'gone', id: pair.id });
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  /** From now on, each connection has its own encoder. */
  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#stop();
    this.#options.onError(error);
  }

  #stop(): void {
    for (const { sender, dummy } of this.#pairs.values()) void this.#freeFromWorker(sender, dummy);
    this.#pairs.clear();
    this.#worker?.terminate();
    this.#worker = null;
  }
}

async function replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
  await sender.replaceTrack(track).catch(() => undefined); // the connection is closed
}

function dummyEncoding(bitrate: number): Encoding {
  return {
    active: true,
    scaleResolutionDownBy: 1,
    maxBitrate: Math.ceil(bitrate * DUMMY_SHARE),
    maxFramerate: DUMMY_FPS,
    priority: 'low',
  };
}

