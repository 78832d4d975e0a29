import { logError } from '../../lib/log-error.js';
import { ownAddress } from '../../lib/own-address.js';
import { canShareEncoder } from '../../mesh/shared-encoder/browser-apis.js';
import { SharedEncoder, type EncoderPort } from '../../mesh/shared-encoder/shared-encoder.js';

/** The build writes it: the file of `encoder-worker.ts` below the address of Parley. */
declare const ENCODER_WORKER: string;

/** Pages with `require-trusted-types-for` accept no text as the address of a script. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(text: string): URL };
}

/**
 * Returns what lets the page encode its camera once for several others; null if the operator has turned that off, or this
 * browser cannot do it. Then each connection has an encoder of its own. Call it once per page.
 */
export function createCameraSharing(
  page: HTMLElement,
  camera: () => MediaStreamTrack | null,
  onReady: () => void,
): SharedEncoder | null {
  if (page.dataset['encodeOnce'] === 'off' || !canShareEncoder()) return null;
  return new SharedEncoder({ startWorker, createTransform, camera, onReady, onError: logError });
}

function startWorker(): EncoderPort {
  const address = ownAddress(ENCODER_WORKER);
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('encoder-worker', { createScriptURL: () => address });
  return new Worker(policy?.createScriptURL(address) ?? address, { type: 'module' });
}

function createTransform(port: EncoderPort, options: { id: number }): RTCRtpScriptTransform {
  return new RTCRtpScriptTransform(port as Worker, options);
}
