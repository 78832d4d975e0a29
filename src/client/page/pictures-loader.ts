import type { CallState } from '../call/call-state.js';
import { hasRemoteMedia, isInCall } from '../call/call-state.js';
import { encoderLink } from '../mesh/shared-encoder/encoder-link.js';
import { createBundleLoader } from './bundle-loader.js';
import type { createPictures, PicturesOptions } from './wishes/pictures.js';

/**
 * Returns a function that takes each state of the call. It loads the control of the pictures with the first connection,
 * which begins with small pictures, or at once if nobody else is there.
 */
export function createPicturesLoader(
  address: string,
  options: Omit<PicturesOptions, 'encoderLink'>,
): (state: CallState) => void {
  const { load } = createBundleLoader<{ createPictures: typeof createPictures }>(address, (bundle) => {
    bundle.createPictures({ ...options, encoderLink });
  });
  return (state) => {
    if (isInCall(state) && (hasRemoteMedia(state) || state.remotes.size === 0)) load();
  };
}
