import type { Call } from '../../call/call.js';
import type { SavedPreferences } from '../../devices/preferences.js';
import { askForPictures } from './ask-for-pictures.js';
import { createControl } from './create-control.js';
import { createSavingSwitches } from './saving-switches.js';

export interface PicturesOptions {
  page: ParentNode;
  preferences: SavedPreferences;
  call: Pick<Call, 'store' | 'notices' | 'media' | 'engine'>;
}

/** Asks for the pictures that this page shows, and sends those that others show. */
export function createPictures({ page, preferences, call }: PicturesOptions): void {
  const { store, media, notices, engine } = call;
  const control = createControl({
    engine,
    savesData: () => store.get().saving.data,
    onCapture: (size) => {
      media.fitCamera(size);
    },
    tell: (text) => {
      notices.tell(text);
    },
  });
  let before = store.get();
  store.subscribe((state) => {
    const isConcerned =
      state.local !== before.local || state.remotes !== before.remotes || state.saving !== before.saving;
    before = state;
    if (state.phase === 'ended') control.close();
    else if (isConcerned) control.update();
  });
  createSavingSwitches(page, store, preferences);
  askForPictures(page.querySelector('#stage'), {
    subscribe: (listener) => {
      store.subscribe(listener);
    },
    participants: () => store.get().remotes.keys(),
    saving: () => store.get().saving,
    engine,
  });
}
