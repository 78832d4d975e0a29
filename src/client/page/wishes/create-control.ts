import { messages as t } from '#messages/pictures';
import type { MediaEngine } from '../../mesh/media-engine.js';
import { NOTICEABLE_STEP } from '../../mesh/sending/cpu.js';
import { SenderControl, type SenderControlOptions } from '../../mesh/sending/sender-control.js';
import { countLongTasks } from './long-tasks.js';
import { FULL, SAVING } from './tile-wish.js';

export interface ControlParts extends Pick<SenderControlOptions, 'onCapture' | 'camera' | 'sharing' | 'onStuck'> {
  engine: Pick<MediaEngine, 'links' | 'onWant'>;
  savesData(): boolean;
  /** Says a sentence to the person. */
  tell(text: string): void;
}

/** Sends the pictures of this page as others want them, from now on. */
export function createControl({ engine, savesData, tell, ...options }: ControlParts): SenderControl {
  let isTold = false;
  const control = new SenderControl({
    links: () => engine.links(),
    cap: (source) => (savesData() ? SAVING[source] : FULL[source]),
    ...options,
    onCpuStep: (step) => {
      if (step < NOTICEABLE_STEP || isTold) return;
      isTold = true; // once is enough: it happens again whenever the computer is busy
      tell(t.computerBusy());
    },
    cores: navigator.hardwareConcurrency || 1,
    takeLongTaskMs: countLongTasks(),
  });
  engine.onWant = () => {
    control.update();
  };
  return control;
}
