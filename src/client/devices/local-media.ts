import { CaptureDevice, onDevice, type CaptureState } from './capture-device.js';
import { isAllowed, mediaDevices } from './devices.js';
import { mediaProblem } from './media-errors.js';
import { ScreenCapture } from './screen-capture.js';
import type { Slot } from '../mesh/slots.js';

export interface LocalMediaState {
  readonly mic: CaptureState;
  readonly camera: CaptureState;
  /** The person's own camera; null while it is off. */
  readonly preview: MediaStream | null;
  readonly screen: MediaStream | null;
}

export interface LocalMediaOptions {
  /** Device ids; empty for the system's default. */
  mic: string;
  camera: string;
  /** The answer to a request for both devices that is under way already. For a page that opens them once. */
  requested?: Promise<MediaStream> | undefined;
  onChange(state: LocalMediaState): void;
  /** The track to send in this slot has changed; null for none. */
  onTrack(slot: Slot, track: MediaStreamTrack | null): void;
  onLost(device: 'mic' | 'camera'): void;
}

const MIC: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** Modest, because in a mesh every participant encodes their camera once per peer. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 30, max: 30 },
};

/** Everything that this page captures. Owns the tracks: only this class stops them. */
export class LocalMedia {
  /** The loudness of the microphone as a `LevelMeter` of the page measures it; null while nothing is measured. */
  micLevel: number | null = null;
  readonly #options: LocalMediaOptions;
  readonly #mic: CaptureDevice;
  readonly #camera: CaptureDevice;
  readonly #screen: ScreenCapture;
  readonly #tracks = new Map<Slot, MediaStreamTrack | null>();
  #preview: MediaStream | null = null;
  #closed = false;

  constructor(options: LocalMediaOptions) {
    this.#options = options;
    const onChange = () => {
      this.#onChange();
    };
    this.#mic = new CaptureDevice({
      kind: 'audio',
      constraints: MIC,
      whenOff: 'silence',
      deviceId: options.mic,
      onChange,
      onLost: () => {
        options.onLost('mic');
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

  /** Starts the wanted devices with one permission prompt. A device that fails has a `problem` in its state. */
  async open(wanted: { mic: boolean; camera: boolean }): Promise<void> {
    if (wanted.mic && wanted.camera) {
      const both = this.#options.requested ?? this.#requestBoth();
      await Promise.all([
        this.#mic.startWithTrack(trackOf(both, 'audio')),
        this.#camera.startWithTrack(trackOf(both, 'video')),
      ]);
    } else {
      await Promise.all([wanted.mic && this.#mic.set(true), wanted.camera && this.#camera.set(true)]);
    }
  }

  setMic(on: boolean): Promise<void> {
    return this.#mic.set(on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#camera.set(on);
  }

  /** Asks the running camera, and each one that starts later, for this size. Resolves when the running one has followed. */
  fitCamera({ height, fps }: { height: number; fps: number }): Promise<void> {
    return this.#camera.adjust({
      width: { ideal: Math.round((height * 16) / 9) },
      height: { ideal: height },
      frameRate: { ideal: fps, max: fps },
    });
  }

  chooseMic(deviceId: string): Promise<void> {
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

  /** Stops every device. */
  close(): void {
    this.#closed = true;
    this.#mic.close();
    this.#camera.close();
    this.#screen.close();
  }

  async #requestBoth(): Promise<MediaStream> {
    return mediaDevices().getUserMedia({ audio: this.#mic.constraints, video: this.#camera.constraints });
  }

  #onChange(): void {
    if (this.#closed) return;
    const camera = this.#camera.track;
    if (this.#preview?.getVideoTracks()[0] !== (camera ?? undefined)) {
      this.#preview = camera && new MediaStream([camera]);
    }
    const screen = this.#screen.stream;
    this.#setTrack('mic', this.#mic.track);
    this.#setTrack('camera', camera);
    this.#setTrack('screen', screen?.getVideoTracks()[0] ?? null);
    this.#setTrack('screenAudio', screen?.getAudioTracks()[0] ?? null);
    this.#options.onChange(this.state);
  }

  #setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    if ((this.#tracks.get(slot) ?? null) === track) return;
    this.#tracks.set(slot, track);
    this.#options.onTrack(slot, track);
  }
}

/** Asks for both devices in one prompt, before the rest of the page exists. */
export async function requestBoth({
  mic,
  camera,
}: Pick<LocalMediaOptions, 'mic' | 'camera'>): Promise<MediaStream> {
  return mediaDevices().getUserMedia({ audio: onDevice(MIC, mic), video: onDevice(CAMERA, camera) });
}

/** One track of the stream with both. Resolves to null if the device should be requested alone. */
async function trackOf(
  both: Promise<MediaStream>,
  kind: 'audio' | 'video',
): Promise<MediaStreamTrack | null> {
  try {
    return (await both).getTracks().find((track) => track.kind === kind) ?? null;
  } catch (error) {
    // The person has just refused, so the page must not ask again. But the browser refuses both devices also when only
    // one of them is blocked, and it doesn't ask the person about a device that is allowed.
    if (mediaProblem(error) === 'denied' && !(await isAllowed(kind))) throw error;
    return null;
  }
}
