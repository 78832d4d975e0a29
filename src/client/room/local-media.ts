import { CaptureDevice, type CaptureState } from './capture-device.js';
import { mediaDevices } from './devices.js';
import { ScreenCapture } from './screen-capture.js';
import type { Slot } from './slots.js';

export interface LocalMediaState {
  readonly mic: CaptureState;
  readonly camera: CaptureState;
  /** Our own picture; null while the camera is off. */
  readonly preview: MediaStream | null;
  readonly screen: MediaStream | null;
}

export interface LocalMediaOptions {
  microphone: string;
  camera: string;
  onChange(state: LocalMediaState): void;
  onTrack(slot: Slot, track: MediaStreamTrack | null): void;
  onLost(device: 'microphone' | 'camera'): void;
}

const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** A mesh encodes the picture once for every other person, so it starts from a modest one. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 30, max: 30 },
};

/** All that this page captures. Owns the tracks; others borrow them. */
export class LocalMedia {
  readonly #options: LocalMediaOptions;
  readonly #mic: CaptureDevice;
  readonly #camera: CaptureDevice;
  readonly #screen: ScreenCapture;
  readonly #sent = new Map<Slot, MediaStreamTrack | null>();
  #preview: MediaStream | null = null;
  #closed = false;

  constructor(options: LocalMediaOptions) {
    this.#options = options;
    const onChange = () => {
      this.#changed();
    };
    this.#mic = new CaptureDevice({
      kind: 'audio',
      constraints: MICROPHONE,
      whenOff: 'silence',
      deviceId: options.microphone,
      onChange,
      onLost: () => {
        options.onLost('microphone');
      },
    });
    this.#camera = new CaptureDevice({
      kind: 'video',
      constraints: CAMERA,
      whenOff: 'release',
      deviceId: options.camera,
      onChange,
      onLost: () => {
        options.onLost('camera');
      },
    });
    this.#screen = new ScreenCapture(onChange);
  }

  get state(): LocalMediaState {
    return {
      mic: this.#mic.state,
      camera: this.#camera.state,
      preview: this.#preview,
      screen: this.#screen.stream,
    };
  }

  get micTrack(): MediaStreamTrack | null {
    return this.#mic.track;
  }

  /** Starts what is wanted with one question to the person; what cannot be had has its `problem` afterwards. */
  async open(wanted: { mic: boolean; camera: boolean }): Promise<void> {
    const both = wanted.mic && wanted.camera ? this.#askForBoth() : Promise.resolve(null);
    const first = (kind: 'audio' | 'video') =>
      both.then((stream) => stream?.getTracks().find((track) => track.kind === kind) ?? null);
    await Promise.all([
      wanted.mic && this.#mic.startWith(first('audio')),
      wanted.camera && this.#camera.startWith(first('video')),
    ]);
  }

  setMic(on: boolean): Promise<void> {
    return this.#mic.set(on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#camera.set(on);
  }

  chooseMicrophone(deviceId: string): Promise<void> {
    return this.#mic.choose(deviceId);
  }

  chooseCamera(deviceId: string): Promise<void> {
    return this.#camera.choose(deviceId);
  }

  startScreen(): Promise<void> {
    return this.#screen.start();
  }

  stopScreen(): void {
    this.#screen.stop();
  }

  /** Stops every device; their lights go out. */
  close(): void {
    this.#closed = true;
    this.#mic.close();
    this.#camera.close();
    this.#screen.close();
  }

  async #askForBoth(): Promise<MediaStream | null> {
    try {
      return await mediaDevices().getUserMedia({
        audio: this.#mic.constraints,
        video: this.#camera.constraints,
      });
    } catch {
      return null; // each is asked for by itself then, and has its own problem
    }
  }

  #changed(): void {
    if (this.#closed) return;
    const camera = this.#camera.track;
    if (this.#preview?.getVideoTracks()[0] !== (camera ?? undefined)) {
      this.#preview = camera && new MediaStream([camera]);
    }
    const screen = this.#screen.stream;
    this.#send('mic', this.#mic.track);
    this.#send('camera', camera);
    this.#send('screen', screen?.getVideoTracks()[0] ?? null);
    this.#send('screenAudio', screen?.getAudioTracks()[0] ?? null);
    this.#options.onChange(this.state);
  }

  #send(slot: Slot, track: MediaStreamTrack | null): void {
    if ((this.#sent.get(slot) ?? null) === track) return;
    this.#sent.set(slot, track);
    this.#options.onTrack(slot, track);
  }
}
