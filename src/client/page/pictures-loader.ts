import type { CallState } from '../call/call-state.js';
import { hasRemoteMedia, isInCall } from '../call/call-state.js';
import { encoderLink } from '../mesh/shared-encoder/encoder-link.js';
import { createBundleLoader } from './bundle-loader.js';
import type { createPictures, PicturesOptions } from './wishes/pictures.js';

/** The first pictures are more urgent than their size. */
const DELAY_MS = 250;

/**
 * Returns a function that takes each state of the call. It loads the control of the pictures soon after the first
 * connection, which begins with small pictures, or at once if nobody else is there.
 */
export function createPicturesLoader(
  address: string,
  options: Omit<PicturesOptions, 'encoderLink'>,
): (state: CallState) => void {
  const { load } = createBundleLoader<{ createPictures: typeof createPictures }>(address, (bundle) => {
    bundle.createPictures({ ...options, encoderLink });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (state) => {
    if (!isInCall(state)) return;
    if (state.remotes.size === 0) load();
    else if (hasRemoteMedia(state)) timer ??= setTimeout(load, DELAY_MS);
  };
}
