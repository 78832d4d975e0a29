import { createBundleLoader } from '../bundle-loader.js';
import type { createRandomPictures, RandomPicturesOptions } from './random-pictures.js';
import type { RandomState } from './random-state.js';

/** Returns a function that takes each state. It loads the control of the pictures when the first pair connects. */
export function createPicturesLoader(
  options: RandomPicturesOptions & { page: HTMLElement },
): (state: RandomState) => void {
  const address = options.page.dataset['pictures'] ?? '';
  const { load } = createBundleLoader<{ createRandomPictures: typeof createRandomPictures }>(
    address,
    (bundle) => {
      bundle.createRandomPictures(options);
    },
  );
  return ({ mode, match }) => {
    if (mode === 'video' && match) load();
  };
}
