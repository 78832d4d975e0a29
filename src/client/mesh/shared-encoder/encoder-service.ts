import type { Level } from '../sending/levels.js';
import { FanOutPeer } from './fan-out-peer.js';
import { LayerEncoder } from './layer-encoder.js';
import { rotationOf, type Orientation } from './orientation.js';
import { DUMMY_LINES as DUMMY_SIZE } from '../sending/read-stats.js';
import type { FromWorker, ToWorker, TransformOptions } from './worker-messages.js';

/** The part of an `RTCRtpScriptTransformer` that this file uses. */
export interface Transformer {
  readonly options: TransformOptions;
  readonly readable: ReadableStream<RTCEncodedVideoFrame>;
  readonly writable: WritableStream<RTCEncodedVideoFrame>;
}

interface Peer {
  readonly fanOut: FanOutPeer<RTCEncodedVideoFrame>;
  canTurn: boolean;
  dummies: WritableStreamDefaultWriter<VideoFrame> | null;
  out: WritableStreamDefaultWriter<RTCEncodedVideoFrame> | null;
}

const AGAIN_MS = 10;
const NEEDED: VideoEncoderConfig = {
  ...{ codec: 'vp8', width: 640, height: 360 },
  ...{ latencyMode: 'realtime', bitrateMode: 'constant' },
};
const GREY = new Uint8Array(DUMMY_SIZE * DUMMY_SIZE * 1.5).fill(128);

/** The worker: encodes the camera once per layer, and puts the frames into the connections. */
export class EncoderService {
  readonly #tell: (message: FromWorker) => void;
  readonly #peers = new Map<number, Peer>();
  readonly #layers = new Map<number, LayerEncoder>();
  #layerOf: ReadonlyMap<number, number> = new Map();
  #planned = new Set<number>();
  #isTurned = false;
  #camera: ReadableStreamDefaultReader<VideoFrame> | null = null;
  /** Why this worker cannot encode; null while it can. */
  #problem: string | null = null;
  #hasAsked = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'dummies':
        Object.assign(this.#peer(message.id), {
          dummies: message.dummies.getWriter(),
          canTurn: message.canTurn,
        });
        this.#placePeers();
        break;
      case 'gone':
        this.#peers.delete(message.id);
        this.#closeUnusedLayers();
        break;
      case 'plan':
        if (message.layers.length > 0) void this.#findProblem();
        this.#layerOf = new Map(message.layerOf);
        this.#follow(message.layers);
        break;
      case 'camera':
        void this.#camera?.cancel().catch(() => undefined); // the track may have ended already
        this.#camera = message.frames?.getReader() ?? null;
        if (this.#camera) void this.#read(this.#camera);
        break;
      case 'measure':
        this.#measure();
    }
  }

  /** Takes the encoded frames of one sender, until the connection is closed. */
  async transform({ options: { id }, readable, writable }: Transformer): Promise<void> {
    const peer = this.#peer(id);
    const out = writable.getWriter();
    peer.out = out;
    const reader = readable.getReader();
    try {
      for (;;) {
        const { value: frame, done } = await reader.read();
        if (done) return;
        // The size tells the dummy from the camera itself, also while a `replaceTrack` is under way.
        if ((frame.getMetadata().width ?? 0) > DUMMY_SIZE) peer.fanOut.ownEncoded(frame);
        else peer.fanOut.dummyEncoded(frame);
        this.#kickLater();
      }
    } catch {
      // The connection is closed.
    }
  }

  #peer(id: number): Peer {
    const known = this.#peers.get(id);
    if (known) return known;
    const peer: Peer = {
      dummies: null,
      out: null,
      canTurn: false,
      fanOut: new FanOutPeer<RTCEncodedVideoFrame>({
        kick: (timestamp, rotation) => {
          kick(peer.dummies, timestamp, rotation);
        },
        send: (frame) => {
          peer.out?.write(frame).catch(() => undefined); // the connection is closed
        },
        wantKey: (layer) => this.#layers.get(layer)?.wantKey(),
        now: () => performance.now(),
      }),
    };
    this.#peers.set(id, peer);
    return peer;
  }

  /** Not at the start: the answer takes 17 ms in a new page, which a join needs for itself. Two people never need it. */
  async #findProblem(): Promise<void> {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    const { supported } = await VideoEncoder.isConfigSupported(NEEDED);
    if (!supported) this.#giveUp('no-vp8-encoder');
  }

  #follow(layers: readonly Level[]): void {
    this.#planned = new Set(layers.map(({ height }) => height));
    for (const level of layers) {
      const known = this.#layers.get(level.height);
      if (known) known.level = level;
      else this.#layers.set(level.height, this.#createLayer(level));
    }
    this.#placePeers();
  }

  #placePeers(): void {
    for (const [id, { fanOut, canTurn }] of this.#peers)
      fanOut.setLayer(this.#isTurned && !canTurn ? null : (this.#layerOf.get(id) ?? null));
    this.#closeUnusedLayers();
  }

  #createLayer(level: Level): LayerEncoder {
    return new LayerEncoder(level, {
      onFrame: (frame) => {
        for (const { fanOut } of this.#peers.values()) fanOut.frameEncoded(level.height, frame);
        this.#closeUnusedLayers();
        this.#kickLater();
      },
      onError: (error) => {
        this.#giveUp(String(error));
      },
    });
  }

  /** A connection sends its former layer until the first key frame of the next one. */
  #closeUnusedLayers(): void {
    const used = new Set([...this.#peers.values()].flatMap(({ fanOut }) => fanOut.layers));
    for (const [height, layer] of this.#layers) {
      if (used.has(height) || this.#planned.has(height)) continue;
      layer.close();
      this.#layers.delete(height);
    }
  }

  async #read(camera: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    try {
      for (;;) {
        const { value: frame, done } = await camera.read();
        if (done) return;
        this.#encode(frame);
        frame.close();
      }
    } catch (error) {
      if (this.#camera === camera) this.#giveUp(String(error));
    }
  }

  #encode(frame: VideoFrame): void {
    if ((frame as Orientation).flip) {
      this.#giveUp('mirrored-camera'); // RTP can tell a receiver to turn a picture, but not to mirror it
      return;
    }
    const isTurned = rotationOf(frame) !== 0;
    if (isTurned !== this.#isTurned) {
      this.#isTurned = isTurned;
      this.#placePeers();
      this.#tell({ type: 'turned', isTurned });
    }
    for (const layer of this.#layers.values()) layer.encode(frame);
  }

  #kickLater(): void {
    if (this.#again !== undefined) return;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      const waiting = [...this.#peers.values()].filter(({ fanOut }) => fanOut.isWaiting);
      for (const { fanOut } of waiting) fanOut.kickAgain();
      if (waiting.length > 0) this.#kickLater();
    }, AGAIN_MS);
  }

  #measure(): void {
    const sum = { encodeMs: 0, encoded: 0, left: 0 };
    for (const layer of this.#layers.values()) {
      const { encodeMs, encoded, left } = layer.takeWork();
      sum.encodeMs += encodeMs;
      sum.encoded += encoded;
      sum.left += left;
    }
    this.#tell({ type: 'measured', ...sum });
  }

  #giveUp(reason: string): void {
    if (this.#problem !== null) return;
    this.#problem = reason;
    this.#tell({ type: 'unable', reason });
  }
}

/** Each connection has a dummy track of its own: the browser may merge frames that reach one track back to back. */
function kick(
  dummies: WritableStreamDefaultWriter<VideoFrame> | null,
  timestamp: number,
  rotation: number,
): void {
  if (!dummies) return;
  const size = { codedWidth: DUMMY_SIZE, codedHeight: DUMMY_SIZE };
  // The browser tells the receiver how to turn the dummy, and so the picture that takes its place.
  const options = { format: 'I420' as const, ...size, timestamp, rotation };
  const frame = new VideoFrame(GREY, options);
  dummies.write(frame).catch(() => {
    frame.close(); // the track has ended
  });
}
