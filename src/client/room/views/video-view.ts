import { applySpeaker } from '../speaker.js';

/** A camera that sends nothing for so long must not keep its microphone silent. */
const FIRST_PACKET_PATIENCE_MS = 2_000;

/**
 * Plays one stream in one `<video>`. The element gets a stream of its own, whose picture comes and goes with the
 * camera: Chromium starts the sound of a stream only with its first frame, so a camera that is off must not be in it.
 */
export class VideoView {
  /** Called when a frame of the picture can be seen, and when none can any more. */
  onShowing: (isShowing: boolean) => void = () => undefined;
  readonly #video: HTMLVideoElement;
  readonly #onBlocked: (video: HTMLVideoElement) => void;
  readonly #shown = new MediaStream();
  #source: MediaStream | null = null;
  #isVideoOn = false;
  #picture: MediaStreamTrack | null = null;

  /** `onBlocked`: the browser wants a touch of the page before it plays sound. */
  constructor(video: HTMLVideoElement, onBlocked: (video: HTMLVideoElement) => void) {
    this.#video = video;
    this.#onBlocked = onBlocked;
    applySpeaker(video);
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
    const [sound] = this.#source?.getAudioTracks() ?? [];
    const [picture] = (this.#isVideoOn && this.#source?.getVideoTracks()) || [];
    const wanted = [sound, picture && this.#mayShow(picture) ? picture : undefined];
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
    // An empty stream would hold up the page's load event. Once only: assigning it again would restart playback.
    const hasTracks = this.#shown.getTracks().length > 0;
    if (hasTracks && this.#video.srcObject !== this.#shown) this.#video.srcObject = this.#shown;
    if (isChanged) this.#play();
    const shown = wanted[1] ?? null;
    if (shown === this.#picture) return;
    this.#picture = shown;
    this.onShowing(false);
    if (shown) this.#awaitFrame(shown);
  }

  /**
   * A remote track is muted until its first packet. It is shown at once all the same, to lose no frame; if nothing
   * comes it is taken out again until something does.
   */
  #mayShow(track: MediaStreamTrack): boolean {
    if (!track.muted) begun.add(track);
    if (begun.has(track)) return true;
    if (overdue.has(track)) return false;
    if (track.onunmute) return true; // being waited for already
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

  #awaitFrame(picture: MediaStreamTrack): void {
    const arrived = () => {
      if (this.#picture === picture) this.onShowing(true);
    };
    this.#video.requestVideoFrameCallback(arrived);
  }

  #play(): void {
    this.#video.play().catch((error: unknown) => {
      // AbortError only says that the stream changed before playback began; the change plays again.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#onBlocked(this.#video);
    });
  }
}

/** Tracks that have had a packet: from then on the roster alone says whether they show anything. */
const begun = new WeakSet<MediaStreamTrack>();
const overdue = new WeakSet<MediaStreamTrack>();
