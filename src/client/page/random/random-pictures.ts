import type { SavedPreferences } from '../../devices/preferences.js';
import { askForPictures } from '../wishes/ask-for-pictures.js';
import { createControl } from '../wishes/create-control.js';
import type { CurrentParts } from './current-parts.js';
import { partnerOf } from './partner-link.js';
import type { RandomMeetings } from './random-meetings.js';

export interface RandomPicturesOptions {
  page: ParentNode;
  preferences: Pick<SavedPreferences, 'get'>;
  meetings: Pick<RandomMeetings, 'store'>;
  parts: CurrentParts;
  /** Says a sentence to the person. */
  tell(text: string): void;
}

/** Asks for the picture of the other person as it is shown, and sends the own one as the other page shows it. */
export function createRandomPictures({
  page,
  preferences,
  meetings: { store },
  parts,
  tell,
}: RandomPicturesOptions): void {
  const savesData = () => preferences.get().saveData;
  const control = createControl({
    engine: parts,
    savesData,
    onCapture: (size) => {
      parts.fitCamera(size);
    },
    tell,
  });
  let before = store.get();
  store.subscribe((state) => {
    const isConcerned = state.local !== before.local || state.remote !== before.remote;
    before = state;
    if (isConcerned) control.update();
  });
  askForPictures(page.querySelector('.random__stage'), {
    subscribe: (listener) => {
      store.subscribe(listener);
    },
    participants: () => {
      const { match } = store.get();
      return match ? [partnerOf(match)] : [];
    },
    // Without a picture there is hardly a meeting, and nothing on this page would say why.
    saving: () => ({ soundOnly: false, data: savesData() }),
    engine: parts,
  });
}
