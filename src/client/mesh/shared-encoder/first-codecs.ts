/** The control of the pictures asks at least once per second. To ask the browser makes the page wait for the browser's connections. */
const FRESH_MS = 900;

/** Knows which senders use VP8. An answer may be almost a second old. */
export class FirstCodecs {
  readonly #answers = new WeakMap<RTCRtpSender, { readonly isVp8: boolean; readonly at: number }>();

  usesVp8(sender: RTCRtpSender): boolean {
    const now = performance.now();
    const known = this.#answers.get(sender);
    if (known && now - known.at < FRESH_MS) return known.isVp8;
    // The first codec is the one that the sender uses.
    const isVp8 = sender.getParameters().codecs[0]?.mimeType.toLowerCase() === 'video/vp8';
    this.#answers.set(sender, { isVp8, at: now });
    return isVp8;
  }
}
