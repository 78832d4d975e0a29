import { CALL_EVENTS } from '../../call/call-events.js';
import { soundsFor, withSound, type SavedCallChoices } from '../../call/call-choices.js';
import { everyone, type CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';

/** One switch per event. They show and change what holds for calls of the present size. */
export function createSoundSwitches(
  dialog: ParentNode,
  store: Pick<Store<CallState>, 'get'>,
  choices: SavedCallChoices,
) {
  const people = () => everyone(store.get()).length;
  const boxes = CALL_EVENTS.map((event) => {
    const box = find(dialog, `#sound-${event}`, HTMLInputElement);
    box.addEventListener('change', () => {
      choices.save((now) => withSound(now, event, box.checked, people()));
    });
    return { event, box };
  });

  return {
    show(): void {
      const sounds = soundsFor(choices.get(), people());
      for (const { event, box } of boxes) box.checked = sounds[event];
    },
  };
}
