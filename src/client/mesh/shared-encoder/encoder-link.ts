import { ownAddress } from '../../lib/own-address.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/**
 * The build writes it: the file of `encoder-worker.ts` below the address of Parley, because the content security policy allows
 * workers (`worker-src`) only from there, and none from a blob.
 */
declare const ENCODER_WORKER: string;

/** Pages with `require-trusted-types-for` accept no text as the address of a script. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(text: string): URL };
}

/** Without the worker, no camera leaves the page, so the page does not wait for it longer. A missing file fails at once. */
const PATIENCE_MS = 5_000;

/**
 * Lets the frames of each camera sender pass through one worker, which can replace them later. Chromium ignores a transform
 * that is not set in the task that creates the sender, and sends nothing more when one is removed. So this file is in the
 * first bundle, and everything else in `shared-encoder/` comes with the control of the pictures.
 */
export class EncoderLink {
  /** The senders whose frames pass through the worker, each with its number there. */
  readonly senders = new Map<RTCRtpSender, number>();
  /** The operator can turn all of this off. */
  isOff = false;
  isReady = false;
  hasFailed = false;
  onMessage: (message: FromWorker) => void = () => undefined;
  /** The worker is gone. Only connections that are made from now on send the camera. */
  onFailure: () => void = () => undefined;
  #worker: Worker | null = null;
  #lastId = 0;

  /** Call it in the task that creates the sender. Does nothing but in Chromium since version 141. */
  add(sender: RTCRtpSender): void {
    const worker = this.start();
    if (!worker) return;
    const id = (this.#lastId += 1);
    sender.transform = new RTCRtpScriptTransform(worker, { id });
    this.senders.set(sender, id);
  }

  /** Starts the worker, if that has not happened yet. Null if nothing is shared. */
  start(): Worker | null {
    const canShare = 'MediaStreamTrackGenerator' in globalThis && 'RTCRtpScriptTransform' in globalThis;
    if (canShare && !this.isOff && !this.hasFailed) this.#worker ??= this.#create();
    return this.#worker;
  }

  post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  fail(): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.#worker?.terminate();
    this.#worker = null;
    this.onFailure();
  }

  #create(): Worker {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
    const policy = trustedTypes?.createPolicy('encoder-worker', {
      createScriptURL: () => ownAddress(ENCODER_WORKER),
    });
    const worker = new Worker(policy?.createScriptURL('') ?? ownAddress(ENCODER_WORKER), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'ready') this.isReady = true;
      this.onMessage(data);
    };
    worker.onerror = () => {
      this.fail();
    };
    setTimeout(() => {
      if (!this.isReady) this.fail();
    }, PATIENCE_MS);
    return worker;
  }
}

/** The one of this page. */
export const encoderLink = new EncoderLink();
