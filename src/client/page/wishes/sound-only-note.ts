import type { CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';

/** Says that the person sees no pictures while the switch *Sound only* of the settings is on. */
export function createSoundOnlyNote(page: ParentNode, store: Pick<Store<CallState>, 'subscribe'>): void {
  const note = find(page, '#sound-only-note', HTMLElement);
  store.subscribe(({ saving }) => {
    if (note.hidden === saving.soundOnly) note.hidden = !saving.soundOnly;
  });
}
