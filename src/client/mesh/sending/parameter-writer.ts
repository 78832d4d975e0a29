import { changeEncoding, type Encoding } from './encoding.js';

interface Writing {
  wanted: Partial<Encoding>;
  /** The parameters that the sender got last, as text. A browser may leave out fields that it does not know. */
  written: string;
  isBusy: boolean;
}

/**
 * Sets the parameters of senders: only when they differ from the last ones, and one change at a time for each sender. The
 * newest wins.
 */
export class ParameterWriter {
  readonly #writings = new WeakMap<RTCRtpSender, Writing>();

  write(sender: RTCRtpSender, wanted: Partial<Encoding>): void {
    const writing = this.#writings.get(sender) ?? { wanted, written: '', isBusy: false };
    writing.wanted = wanted;
    this.#writings.set(sender, writing);
    if (!writing.isBusy) void this.#run(sender, writing);
  }

  async #run(sender: RTCRtpSender, writing: Writing): Promise<void> {
    writing.isBusy = true;
    while (writing.written !== JSON.stringify(writing.wanted)) {
      writing.written = JSON.stringify(writing.wanted);
      try {
        const parameters = sender.getParameters();
        if (changeEncoding(parameters, writing.wanted)) await sender.setParameters(parameters);
      } catch {
        // The connection is closed, or this browser refuses a field. The picture stays as it is until the next change.
      }
    }
    writing.isBusy = false;
  }
}
