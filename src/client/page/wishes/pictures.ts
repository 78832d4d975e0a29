import { messages as t } from '#messages/pictures';
import type { Call } from '../../call/call.js';
import { NOTICEABLE_STEP } from '../../mesh/sending/cpu.js';
import { SenderControl } from '../../mesh/sending/sender-control.js';
import { askForPictures } from './ask-for-pictures.js';
import { countLongTasks } from './long-tasks.js';
import { createSoundOnlyNote } from './sound-only-note.js';
import { FULL, SAVING } from './tile-wish.js';

export interface PicturesOptions {
  page: ParentNode;
  call: Pick<Call, 'store' | 'notices' | 'media' | 'engine'>;
}

/** Asks for the pictures that this page shows, and sends those that others show. */
export function createPictures({ page, call }: PicturesOptions): void {
  const { store, media, notices, engine } = call;
  let isTold = false;
  const control = new SenderControl({
    links: () => engine.links(),
    cap: (source) => (store.get().saving.data ? SAVING[source] : FULL[source]),
    onCapture: (size) => {
      media.fitCamera(size);
    },
    onCpuStep: (step) => {
      if (step < NOTICEABLE_STEP || isTold) return;
      isTold = true; // once is enough: it happens again whenever the computer is busy
      notices.tell(t.computerBusy());
    },
    cores: navigator.hardwareConcurrency || 1,
    takeLongTaskMs: countLongTasks(),
  });
  engine.onWant = () => {
    control.update();
  };
  let before = store.get();
  store.subscribe((state) => {
    const isConcerned =
      state.local !== before.local || state.remotes !== before.remotes || state.saving !== before.saving;
    before = state;
    if (state.phase === 'ended') control.close();
    else if (isConcerned) control.update();
  });
  createSoundOnlyNote(page, store);
  askForPictures(page, call);
}
