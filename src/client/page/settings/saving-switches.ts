import type { CallState, Saving } from '../../call/call-state.js';
import type { SavedPreferences } from '../../devices/preferences.js';
import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';

/** Connects the switches *Sound only* and *Save data* of the settings. */
export function createSavingSwitches(
  dialog: ParentNode,
  store: Store<CallState>,
  preferences: SavedPreferences,
): void {
  const soundOnly = find(dialog, '#sound-only', HTMLInputElement);
  const saveData = find(dialog, '#save-data', HTMLInputElement);

  function change(saving: Saving): void {
    preferences.save({ soundOnly: saving.soundOnly, saveData: saving.data });
    store.set((state) => ({ ...state, saving }));
  }

  for (const box of [soundOnly, saveData]) {
    box.addEventListener('change', () => {
      change({ soundOnly: soundOnly.checked, data: saveData.checked });
    });
  }
  let shown: Saving | null = null;
  store.subscribe(({ saving }) => {
    if (saving === shown) return;
    shown = saving;
    soundOnly.checked = saving.soundOnly;
    saveData.checked = saving.data;
  });
}
