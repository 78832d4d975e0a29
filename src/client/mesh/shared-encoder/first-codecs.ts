/** Less than the second of the control of the pictures, so that each of its regular rounds asks again. */
const FRESH_MS = 900;

/**
 * Knows which senders use VP8. An answer may be almost a second old: to ask the browser makes the page wait for the browser's
 * connections.
 */
export class FirstCodecs {
  #answers = new WeakMap<RTCRtpSender, { readonly isVp8: boolean; readonly at: number }>();

  /** Call it when senders may change to another codec. */
  forget(): void {
    this.#answers = new WeakMap();
  }

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
