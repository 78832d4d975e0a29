/** The part of an `RTCEncodedVideoFrame` that this file uses. */
export interface DummyFrame {
  readonly type: string;
  data: ArrayBuffer;
}

/** One frame of the camera, encoded for everyone. */
export interface SharedFrame {
  readonly data: ArrayBuffer;
  readonly isKey: boolean;
  /** In microseconds. */
  readonly timestamp: number;
  /** By how many degrees the receiver has to turn it clockwise. */
  readonly rotation: number;
}

export interface FanOutPeerOptions<Frame extends DummyFrame> {
  /** Puts one frame into the dummy track of this connection. Its encoded form arrives in `dummyEncoded`. */
  kick(timestamp: number, rotation: number): void;
  /** Sends an encoded frame. Takes its buffer away. */
  send(frame: Frame): void;
  /** Asks the encoder of a layer for a key frame. */
  wantKey(layer: number): void;
  now(): number;
}

/** More encoded frames that wait for their dummies than this show that the connection stands still. */
const WAITING_MAX = 8;
/** The browser may encode two dummies as one. So after this time, a waiting frame gets another one. */
const KICK_AGAIN_MS = 10;
/** In microseconds: a dummy of the same time as the one before would be dropped. */
const STEP = 1_000;

/**
 * Sends the frames of a shared encoder over one connection, each instead of a dummy frame of that connection's own encoder.
 * RTP, repairs and the estimate of the path stay those of the browser.
 */
export class FanOutPeer<Frame extends DummyFrame = DummyFrame> {
  readonly #options: FanOutPeerOptions<Frame>;
  /** The layer that it sends, and the one that it sends from that one's next key frame on. */
  #layer: number | null = null;
  #next: number | null = null;
  /** Whether dummies come out, which shows that the connection sends. */
  #isLive = false;
  #needsKey = true;
  #waiting: SharedFrame[] = [];
  #held: Frame[] = [];
  #lastTimestamp = -Infinity;
  #kickedAt = 0;
  #rotation = 0;

  constructor(options: FanOutPeerOptions<Frame>) {
    this.#options = options;
  }

  /** Sends another layer from its next key frame on; null for none, which takes effect at once. */
  setLayer(layer: number | null): void {
    if (layer === null || this.#layer === null) {
      if (layer !== this.#layer) this.#startOver();
      this.#layer = layer;
      this.#next = null;
    } else if (layer === this.#layer) {
      this.#next = null;
    } else if (layer !== this.#next) {
      this.#next = layer;
      this.#options.wantKey(layer);
    }
  }

  /** Takes a new frame of a layer. */
  frameEncoded(layer: number, frame: SharedFrame): void {
    const isNext = layer === this.#next;
    if (layer !== this.#layer && !isNext) return;
    this.#rotation = frame.rotation;
    if (!this.#isLive) {
      // A key frame that is made before the connection sends would be lost, so only the dummy track ticks.
      if (!isNext) this.#kick(frame.timestamp);
      return;
    }
    if (isNext) {
      if (!frame.isKey) return;
      this.#layer = layer;
      this.#next = null;
    } else if (this.#needsKey && !frame.isKey) return;
    if (frame.isKey) {
      this.#needsKey = false;
      this.#waiting = [];
    }
    this.#waiting.push(frame);
    if (this.#waiting.length > WAITING_MAX) this.#startOver();
    else if (this.#held.length > 0) this.#flush();
    else this.#kick(frame.timestamp);
  }

  /** Takes an encoded frame of the dummy track. */
  dummyEncoded(frame: Frame): void {
    if (this.#layer === null) return; // the last dummies before the camera has come back
    const isRequest = frame.type === 'key' && !this.#needsKey; // PLI and FIR of the receiver arrive in this form
    if (!this.#isLive || isRequest) {
      this.#isLive = true;
      this.#needsKey = true;
      this.#waiting = [];
      this.#options.wantKey(this.#next ?? this.#layer);
    }
    this.#held.push(frame);
    this.#flush();
  }

  /** Passes a frame of the browser's own encoder on, which means that the camera itself is on the sender. */
  ownEncoded(frame: Frame): void {
    this.#startOver(); // its first frame is a key frame, so held dummies may be dropped
    this.#options.send(frame);
  }

  /** Call it often while `isWaiting`. */
  kickAgain(): void {
    if (this.isWaiting && this.#options.now() - this.#kickedAt >= KICK_AGAIN_MS) {
      this.#kick(this.#lastTimestamp + STEP);
    }
  }

  /** The layers that it needs: the one that it sends, and the one that comes next. */
  get layers(): number[] {
    return [this.#layer, this.#next].filter((layer) => layer !== null);
  }

  /** Whether a frame waits for a dummy. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  #startOver(): void {
    this.#isLive = false;
    this.#needsKey = true;
    this.#waiting = [];
    this.#held = [];
  }

  /** The oldest frame goes into the oldest dummy, never out of order. */
  #flush(): void {
    for (;;) {
      const [frame] = this.#waiting;
      if (!frame || this.#held.length === 0) return;
      this.#waiting.shift();
      // A VP8 receiver takes the picture with the number before as the reference. So a dummy, which carries the number,
      // may be missing only before a key frame; elsewhere the receiver would wait for it for seconds.
      if (frame.isKey) {
        while (this.#held.length > 1 && this.#held[0]?.type !== 'key') this.#held.shift();
      }
      const dummy = this.#held.shift();
      if (!dummy) return;
      dummy.data = frame.data.slice(0); // sending takes the buffer away, and the other connections need it too
      this.#options.send(dummy);
    }
  }

  #kick(timestamp: number): void {
    this.#lastTimestamp = Math.max(timestamp, this.#lastTimestamp + STEP);
    this.#kickedAt = this.#options.now();
    this.#options.kick(this.#lastTimestamp, this.#rotation);
  }
}
