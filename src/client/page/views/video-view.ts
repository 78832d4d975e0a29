/** What the page does for a video that plays sound. */
export interface Sound {
  /** Sends the sound of a new element to the audio output that the person chose. */
  route(video: HTMLVideoElement): void;
  /** The browser refused to play before the person has clicked or pressed a key. */
  onBlocked(video: HTMLVideoElement): void;
}

/** How long a camera that sends nothing may delay the sound of the microphone in the same stream. */
const FIRST_PACKET_PATIENCE_MS = 2_000;

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
  #source: MediaStream | null = null;
  #isVideoOn = false;
  #videoTrack: MediaStreamTrack | null = null;

  /** `sound` is null for a video that is always silent: browsers do not block it. */
  constructor(video: HTMLVideoElement, sound: Sound | null) {
    this.#video = video;
    this.#sound = sound;
    sound?.route(video);
  }

  show(source: MediaStream | null, { isSilent, isVideoOn }: { isSilent: boolean; isVideoOn: boolean }): void {
    this.#source = source;
    this.#isVideoOn = isVideoOn;
    this.#video.muted = isSilent;
    this.#sync();
  }

  close(): void {
    this.#video.srcObject = null;
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
    if (hasTracks && this.#video.srcObject !== this.#shown) this.#video.srcObject = this.#shown;
    if (isChanged) this.#play();
    const shown = wanted[1] ?? null;
    if (shown === this.#videoTrack) return;
    this.#videoTrack = shown;
    this.onShowing(false);
    if (shown) this.#awaitFrame(shown);
  }

  /**
   * A remote track is muted until its first packet arrives. The view shows it at once, to lose no frame. If no packet
   * arrives in time, the view removes the track until the first packet.
   */
  #mayShow(track: MediaStreamTrack): boolean {
    if (!track.muted) begun.add(track);
    if (begun.has(track)) return true;
    if (overdue.has(track)) return false;
    if (track.onunmute) return true; // an earlier call waits for the first packet
    track.onunmute = () => {
      begun.add(track);
      this.#sync();
    };
    setTimeout(() => {
      if (begun.has(track) || !track.muted) return;
      overdue.add(track);
      this.#sync();
    }, FIRST_PACKET_PATIENCE_MS);
    return true;
  }

  #awaitFrame(track: MediaStreamTrack): void {
    this.#video.requestVideoFrameCallback(() => {
      if (this.#videoTrack === track) this.onShowing(true);
    });
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
