/** Both pages send a sign of life at this interval. */
const SIGN_MS = 200;
/** The other page counts as lost after this time without a sign, so that the person knows within a second. */
export const SILENT_MS = 800;
/** Browsers slow down the timers of hidden pages to one run per second, and two hidden pages hear each other less often. */
const SILENT_HIDDEN_MS = 5_000;
/** After a longer break between two runs, this page itself was held up, and signs of the other one may be waiting to be read. */
const HELD_UP_MS = 500;
const HELD_UP_HIDDEN_MS = 3_000;

export interface PartnerWatchOptions {
  sendSign(): void;
  onChange(isSilent: boolean): void;
  isHidden(): boolean;
  /** ms on the page's clock */
  now(): number;
}

/** Notices that nothing arrives from the other page any more, long before the browser reports a lost connection. */
export class PartnerWatch {
  readonly #options: PartnerWatchOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #ranAt = 0;
  #isSilent = false;

  constructor(options: PartnerWatchOptions) {
    this.#options = options;
  }

  /** Call it when the data channel opens. Does nothing if the watch runs already. */
  start(): void {
    this.heard();
    if (this.#timer !== undefined) return;
    this.#ranAt = this.#options.now();
    this.#timer = setInterval(() => {
      this.#run();
    }, SIGN_MS);
  }

  /** Something has arrived from the other page. */
  heard(): void {
    this.#heardAt = this.#options.now();
    this.#set(false);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    const { now, isHidden, sendSign } = this.#options;
    sendSign();
    const at = now();
    const hidden = isHidden();
    const wasHeldUp = at - this.#ranAt > (hidden ? HELD_UP_HIDDEN_MS : HELD_UP_MS);
    this.#ranAt = at;
    if (!wasHeldUp && at - this.#heardAt > (hidden ? SILENT_HIDDEN_MS : SILENT_MS)) this.#set(true);
  }

  #set(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.#options.onChange(isSilent);
  }
}
