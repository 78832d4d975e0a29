interface EncodedFrame {
  readonly timestamp: number;
  readonly isKey: boolean;
}

/** A `VideoEncoder` that encodes nothing. A test reads what it was told, and decides when a frame comes out. */
export class FakeVideoEncoder {
  /** Those that exist in this test, in the order in which they were made. */
  static made: FakeVideoEncoder[] = [];
  state = 'unconfigured';
  encodeQueueSize = 0;
  readonly configs: VideoEncoderConfig[] = [];
  readonly encoded: EncodedFrame[] = [];
  readonly #init: VideoEncoderInit;

  constructor(init: VideoEncoderInit) {
    this.#init = init;
    FakeVideoEncoder.made.push(this);
  }

  static isConfigSupported(): Promise<VideoEncoderSupport> {
    return Promise.resolve({ supported: true });
  }

  /** Puts it in the place of the browser's. Call `uninstall` after the test. */
  static install(): void {
    FakeVideoEncoder.made = [];
    Object.assign(globalThis, { VideoEncoder: FakeVideoEncoder });
  }

  static uninstall(): void {
    Reflect.deleteProperty(globalThis, 'VideoEncoder');
  }

  configure(config: VideoEncoderConfig): void {
    this.state = 'configured';
    this.configs.push(config);
  }

  encode({ timestamp }: VideoFrame, { keyFrame = false }: VideoEncoderEncodeOptions): void {
    this.encoded.push({ timestamp, isKey: keyFrame });
  }

  close(): void {
    this.state = 'closed';
  }

  /** The newest frame comes out, as so many bytes. */
  finish(byteLength: number): void {
    const { timestamp = 0, isKey = false } = this.encoded.at(-1) ?? {};
    const type = isKey ? 'key' : 'delta';
    const chunk = { timestamp, type, byteLength, copyTo: () => undefined };
    this.#init.output(chunk as unknown as EncodedVideoChunk, {});
  }

  fail(reason: string): void {
    this.state = 'closed';
    this.#init.error(new DOMException(reason));
  }
}

/** A frame of a camera. A camera that lies or is mirrored says so. */
export function fakeFrame(
  timestamp: number,
  options: { width?: number; height?: number; rotation?: number; flip?: boolean } = {},
): VideoFrame {
  const { width: displayWidth = 640, height: displayHeight = 360, ...turn } = options;
  return { timestamp, displayWidth, displayHeight, ...turn, close: () => undefined } as unknown as VideoFrame;
}
