import type {
  CameraPicture,
  CameraSharing,
  SharedEffort,
  SharedEncoding,
} from '../sending/camera-sharing.js';
import type { Level } from '../sending/levels.js';
import type { PictureLink } from '../sending/picture-link.js';
import { createTrackGenerator, framesOf, type TrackGenerator } from './browser-apis.js';
import { levelFor } from './camera-level.js';
import { CarryWatch } from './carry-watch.js';
import type { EncoderLink } from './encoder-link.js';
import { FirstCodecs } from './first-codecs.js';
import { canTurn } from './orientation.js';
import { layersByHeight, planSharing, type SharingPlan } from './plan-sharing.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

export interface SharedEncoderOptions {
  link: Pick<EncoderLink, 'senders' | 'isReady' | 'hasFailed' | 'onMessage' | 'start' | 'post' | 'fail'>;
  /** The camera that the person sends now. */
  camera(): MediaStreamTrack | null;
  /** Other connections can be served than before. */
  onChange(): void;
  onError(error: unknown): void;
}

/** A connection that the shared encoder can serve if its path has room. */
interface AblePair {
  readonly peer: PictureLink['peer'];
  readonly level: Level;
  readonly isSettled: boolean;
  /** What its other pictures may use, in bits per second. */
  readonly others: number;
}

/**
 * The dummy's own encoder must not be what limits: its rate governs how the browser probes and paces. With the rate of the
 * source itself, frames arrived 20 ms later.
 */
const DUMMY_SHARE = 2.5;
/** In a call of two, sharing costs a little and gives nothing. */
const RECEIVERS_MIN = 2;
/**
 * The browser lets its estimate of a path grow to one and a half times what it sends, and a path must have more than that
 * before the shared encoder serves it. So the browser's own encoder gets a little more until then.
 */
const GROWTH_SHARE = 1.25;
/**
 * When the most that a sender may send changes, and is more than the estimate of the path, the browser probes the path even if
 * it sends less (`OnMaxTotalAllocatedBitrate` of libwebrtc's `ProbeController`). A path that carries the shared encoder needs
 * 1.6 times what a picture may use, and the sound.
 */
const PROBE_SHARE = 2.5;
/** A dummy encoder that left out frames would delay those of the camera. */
const DUMMY_FPS = 60;
/** A worker that leaves so many questions without an answer is dead. */
const SILENT_MAX = 5;
const LEFT_SHARE_MAX = 0.1;
const REST: SharedEffort = { encodeSeconds: 0, isLimited: false };

/**
 * Encodes the camera once for connections that show it in the same size, in a worker. The senders of these connections get
 * a track of tiny dummy frames, and the worker replaces each encoded dummy by the shared frame. The other end needs to
 * know nothing of it.
 */
export class SharedEncoder implements CameraSharing {
  readonly #options: SharedEncoderOptions;
  readonly #paths: CarryWatch;
  readonly #codecs = new FirstCodecs();
  readonly #dummies = new Map<RTCRtpSender, TrackGenerator>();
  /** What the layer of a connection takes, as a multiple of what the connection would take by itself. */
  readonly #layerShares = new WeakMap<PictureLink['peer'], number>();
  /** The plan that the worker follows, as text. */
  #plan = '';
  /** The camera whose frames the worker reads. */
  #read: MediaStreamTrack | null = null;
  #effort: SharedEffort = REST;
  /** Questions without an answer. */
  #asked = 0;
  /** The browser cannot do what is needed, or the camera delivers something unusual. */
  #isUnable = false;
  /** The camera delivers pictures that lie on their side. */
  #isTurned = false;

  constructor(options: SharedEncoderOptions) {
    const { link } = options;
    this.#options = options;
    this.#paths = new CarryWatch(options.onChange);
    link.onMessage = (message) => {
      this.#onMessage(message);
    };
    link.start(); // a page that waits for others has the worker when they come
  }

  assign(pictures: readonly CameraPicture[]): ReadonlyMap<PictureLink['peer'], SharedEncoding> {
    const { link, camera: currentCamera } = this.#options;
    if (link.hasFailed) {
      this.#paths.follow([]);
      return new Map(); // all connections are replaced by new ones
    }
    this.#dropClosed();
    const camera = currentCamera();
    const isAble = link.isReady && !this.#isUnable && camera !== null && pictures.length >= RECEIVERS_MIN;
    if (!isAble) this.#codecs.forget(); // in a call of two, hardware may encode another codec
    const sending = pictures.flatMap(({ link: { peer, wishes }, level: wanted, granted, isSettled }) => {
      const sender = peer.senderOf('camera');
      const id = sender ? link.senders.get(sender) : undefined;
      if (!sender || !wanted || id === undefined) return [];
      const level = levelFor(wanted, camera?.getSettings() ?? {});
      const canShare =
        isAble &&
        wishes.get('camera')?.own !== true && // the receiver could not decode what the shared encoder makes
        this.#codecs.usesVp8(sender) &&
        (!this.#isTurned || canTurn(sender));
      return [{ id, level, sender, peer, canShare, isSettled, others: granted - wanted.bitrate }];
    });
    this.#follow(sending.filter(({ canShare }) => canShare));
    const plan = planSharing(
      sending.map((each) => ({ ...each, isFit: each.canShare && this.#paths.carries(each.peer) })),
    );
    this.#tellPlan(plan);
    this.#readCamera(plan.layers.length > 0 ? camera : null);
    const shared = new Map<PictureLink['peer'], SharedEncoding>();
    for (const { id, sender, peer } of sending) {
      const layer = plan.layers.find(({ height }) => height === plan.layerOf.get(id));
      if (layer) {
        this.#share(sender, id);
        shared.set(peer, dummyEncoding(layer.bitrate));
      } else if (camera) this.#release(sender, camera);
    }
    return shared;
  }

  growthOf(peer: PictureLink['peer']): number {
    if (!this.#paths.mustGrow(peer)) return 1;
    const share = this.#paths.needsProbe(peer) ? PROBE_SHARE : GROWTH_SHARE;
    return share * (this.#layerShares.get(peer) ?? 1);
  }

  recentStats(peer: PictureLink['peer']): Promise<RTCStatsReport> | null {
    return this.#paths.recentStats(peer);
  }

  takeEffort(): SharedEffort {
    const { link } = this.#options;
    if (!link.isReady || link.hasFailed) return REST;
    this.#asked += 1;
    if (this.#asked > SILENT_MAX) {
      this.#options.onError(new Error('The encoder does not answer'));
      link.fail();
    } else link.post({ type: 'measure' });
    const effort = this.#effort;
    this.#effort = REST;
    return effort;
  }

  close(): void {
    this.#paths.follow([]);
    for (const dummy of this.#dummies.values()) dummy.stop();
    this.#readCamera(null);
  }

  #onMessage(message: FromWorker): void {
    if (message.type === 'unable') {
      this.#isUnable = true; // the worker goes on passing the frames of the browser's own encoders
      this.#options.onError(new Error(message.reason));
      this.#options.onChange();
    } else if (message.type === 'turned') {
      this.#isTurned = message.isTurned;
      this.#options.onChange();
    } else if (message.type === 'measured') {
      const { encodeMs, encoded, left } = message;
      this.#asked = 0;
      this.#effort = {
        encodeSeconds: encodeMs / 1_000,
        isLimited: left > (encoded + left) * LEFT_SHARE_MAX,
      };
    }
  }

  /** Measures the paths by what a layer would send over them, which may be more than this receiver asks for. */
  #follow(able: readonly AblePair[]): void {
    const layers = layersByHeight(able.filter(({ isSettled }) => isSettled));
    this.#paths.follow(
      able.map(({ peer, level, isSettled, others }) => {
        const layer = layers.get(level.height) ?? level;
        this.#layerShares.set(peer, layer.bitrate / level.bitrate);
        return { peer, granted: others + layer.bitrate, isSettled };
      }),
    );
  }

  /** Puts the dummy track on the sender. Does nothing if it is there already. */
  #share(sender: RTCRtpSender, id: number): void {
    let dummy = this.#dummies.get(sender);
    if (!dummy) {
      dummy = createTrackGenerator();
      this.#dummies.set(sender, dummy);
      const { writable } = dummy;
      this.#options.link.post({ type: 'dummies', id, dummies: writable, canTurn: canTurn(sender) }, [
        writable,
      ]);
    }
    // Until the track is replaced, the worker passes the frames of the browser's own encoder on. A camera that the person
    // has just turned on or chosen is on the sender too at first.
    if (sender.track !== dummy) void replaceTrack(sender, dummy);
  }

  /** Gives the sender its own encoder back. That begins with a key frame, so no picture freezes. */
  #release(sender: RTCRtpSender, camera: MediaStreamTrack): void {
    const dummy = this.#dummies.get(sender);
    if (dummy && sender.track === dummy) void replaceTrack(sender, camera);
  }

  #tellPlan({ layers, layerOf }: SharingPlan): void {
    const message: ToWorker = { type: 'plan', layers, layerOf: [...layerOf] };
    const plan = JSON.stringify(message);
    if (plan === this.#plan) return;
    this.#plan = plan;
    this.#options.link.post(message);
  }

  #readCamera(camera: MediaStreamTrack | null): void {
    if (camera === this.#read) return;
    this.#read = camera;
    const frames = camera && framesOf(camera, 2);
    this.#options.link.post({ type: 'camera', frames }, frames ? [frames] : []);
  }

  #dropClosed(): void {
    const { link } = this.#options;
    for (const [sender, id] of link.senders) {
      if (sender.transport?.state !== 'closed') continue;
      link.senders.delete(sender);
      this.#dummies.get(sender)?.stop();
      this.#dummies.delete(sender);
      link.post({ type: 'gone', id });
    }
  }
}

async function replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack): Promise<void> {
  await sender.replaceTrack(track).catch(() => undefined); // the connection is closed
}

function dummyEncoding(bitrate: number): SharedEncoding {
  return {
    active: true,
    scaleResolutionDownBy: 1,
    maxBitrate: Math.ceil(bitrate * DUMMY_SHARE),
    maxFramerate: DUMMY_FPS,
    priority: 'low',
  };
}
