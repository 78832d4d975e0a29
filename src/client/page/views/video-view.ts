import { onNextFrame } from './next-frame.js';

/** What the page does for a video that plays sound. */
export interface Sound {
  /** Sends the sound of a new element to the audio output that the person chose. */
  route(video: HTMLVideoElement): void;
  /** The browser refused to play before the person has clicked or pressed a key. */
  onBlocked(video: HTMLVideoElement): void;
}

export interface VideoOptions {
  isSilent: boolean;
  isVideoOn: boolean;
  /** Whether `isVideoOn` may be out of date. Then the view hides a picture that stands still; its sound goes on. */
  isUncertain?: boolean;
}

/** How long a camera that sends nothing may delay the sound of the microphone in the same stream. */
const FIRST_PACKET_PATIENCE_MS = 2_000;
/** A picture without a new frame for this long counts as standing still. */
const STILL_MS = 3_000;
/** The delay before a video plays again that the system has paused. */
const RESUME_DELAY_MS = 500;

/**
 * Plays one stream in one `<video>`. The element gets a `MediaStream` of its own, which contains the video track only
 * while the camera is on: Chromium starts to play a stream's sound with its first frame, so a camera that is off would
 * keep the microphone silent.
 */
export class VideoView {
  /** Called when a frame of the video becomes visible, and when the video is no longer visible. */
  onShowing: (isShowing: boolean) => void = () => undefined;
  readonly #video: HTMLVideoElement;
  readonly #sound: Sound | null;
  readonly #shown = new MediaStream();
  readonly #closing = new AbortController();
  /** Remote tracks whose first packet this view awaits. */
  readonly #awaited = new WeakSet<MediaStreamTrack>();
  #source: MediaStream | null = null;
  #isVideoOn = false;
  #isUncertain = false;
  #videoTrack: MediaStreamTrack | null = null;
  #isAwaitingFrame = false;
  #holdsNext = false;
  #cancelFrame: () => void = () => undefined;
  #stillTimer: ReturnType<typeof setTimeout> | undefined;

  /** `sound` is null for a video that is always silent: browsers do not block it. */
  constructor(video: HTMLVideoElement, sound: Sound | null) {
    this.#video = video;
    this.#sound = sound;
    // Phones pause videos, for example during a phone call.
    const resume = () => {
      this.#resume();
    };
    video.addEventListener('pause', () => this.#later(resume, RESUME_DELAY_MS), this.#untilClosed);
    document.addEventListener('visibilitychange', resume, this.#untilClosed);
    window.addEventListener('pageshow', resume, this.#untilClosed);
  }

  show(source: MediaStream | null, { isSilent, isVideoOn, isUncertain = false }: VideoOptions): void {
    const isUncertaintyNew = isUncertain !== this.#isUncertain;
    this.#source = source;
    this.#isVideoOn = isVideoOn;
    this.#isUncertain = isUncertain;
    this.#video.muted = isSilent;
    this.#sync();
    if (isUncertaintyNew && this.#videoTrack) this.#awaitFrame();
  }

  /** Keeps the present frame for half a second, or the next one if there is none. */
  hold(): void {
    if (this.#isAwaitingFrame) this.#holdsNext = true;
    else this.#video.pause();
  }

  /** Ends playback and everything that could start it again. Safe to call twice. */
  close(): void {
    this.#closing.abort();
    this.#stopAwaitingFrame();
    this.#videoTrack = null;
    this.#video.srcObject = null;
  }

  get #untilClosed(): { signal: AbortSignal } {
    return { signal: this.#closing.signal };
  }

  #later(action: () => void, delayMs: number): void {
    const timer = setTimeout(action, delayMs);
    this.#closing.signal.addEventListener('abort', () => {
      clearTimeout(timer);
    });
  }

  #sync(): void {
    const [audioTrack] = this.#source?.getAudioTracks() ?? [];
    const [videoTrack] = (this.#isVideoOn && this.#source?.getVideoTracks()) || [];
    const wanted = [audioTrack, videoTrack && this.#mayShow(videoTrack) ? videoTrack : undefined];
    let isChanged = false;
    for (const track of this.#shown.getTracks()) {
      if (wanted.includes(track)) continue;
      this.#shown.removeTrack(track);
      isChanged = true;
    }
    for (const track of wanted) {
      if (!track || this.#shown.getTracks().includes(track)) continue;
      this.#shown.addTrack(track);
      isChanged = true;
    }
    // An empty stream would delay the page's load event. A second assignment would restart playback.
    const hasTracks = this.#shown.getTracks().length > 0;
    if (hasTracks && this.#video.srcObject !== this.#shown) {
      // Not earlier: before the person has allowed the microphone, the browser may refuse the chosen output.
      this.#sound?.route(this.#video);
      this.#video.srcObject = this.#shown;
    }
    if (isChanged) this.#play();
    const shown = wanted[1] ?? null;
    if (shown === this.#videoTrack) return;
    // The own picture changes its track while the camera goes on: the last frame stays until the first one of the new track.
    const goesOn = this.#video.muted && this.#videoTrack !== null && shown !== null;
    this.#videoTrack = shown;
    if (!goesOn) this.onShowing(false);
    if (shown) this.#awaitFrame();
    else this.#stopAwaitingFrame();
  }

  /**
   * A remote track is muted until its first packet arrives. The view shows it at once, to lose no frame. If no packet
   * arrives in time, the view removes the track until the first packet.
   */
  #mayShow(track: MediaStreamTrack): boolean {
    if (!track.muted) begun.add(track);
    if (begun.has(track)) return true;
    if (!this.#awaited.has(track)) {
      this.#awaited.add(track);
      const onFirstPacket = () => {
        begun.add(track);
        this.#sync();
      };
      track.addEventListener('unmute', onFirstPacket, this.#untilClosed);
      this.#later(() => {
        if (begun.has(track) || !track.muted) return;
        overdue.add(track);
        this.#sync();
      }, FIRST_PACKET_PATIENCE_MS);
    }
    return !overdue.has(track);
  }

  /** Shows the picture with its next frame. While its state is uncertain, hides it again when no further frame comes. */
  #awaitFrame(): void {
    this.#stopAwaitingFrame();
    this.#isAwaitingFrame = true;
    this.#cancelFrame = onNextFrame(this.#video, () => {
      this.#isAwaitingFrame = false;
      this.onShowing(true);
      if (this.#holdsNext) this.hold();
      this.#holdsNext = false;
      if (this.#isUncertain) this.#awaitFrame();
    });
    if (!this.#isUncertain) return;
    this.#stillTimer = setTimeout(() => {
      this.onShowing(false);
    }, STILL_MS);
  }

  #stopAwaitingFrame(): void {
    this.#isAwaitingFrame = false;
    this.#cancelFrame();
    clearTimeout(this.#stillTimer);
  }

  #resume(): void {
    if (document.visibilityState === 'visible' && this.#video.paused && this.#shown.active) this.#play();
  }

  #play(): void {
    this.#video.play().catch((error: unknown) => {
      // After AbortError nothing needs to be done: the stream changed before playback began, and the change plays it.
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#sound?.onBlocked(this.#video);
      }
    });
  }
}

/** Tracks that have received a packet. From then on only the roster says whether they show anything. */
const begun = new WeakSet<MediaStreamTrack>();
const overdue = new WeakSet<MediaStreamTrack>();
