import { messages as t } from '#messages/pictures';
import type { MediaEngine } from '../../mesh/media-engine.js';
import { NOTICEABLE_STEP } from '../../mesh/sending/cpu.js';
import { SenderControl, type SenderControlOptions } from '../../mesh/sending/sender-control.js';
import { findHardwareCodecs } from './hardware-codecs.js';
import { countLongTasks } from './long-tasks.js';
import { MOST, SAVING } from './tile-wish.js';

export interface ControlParts extends Pick<
  SenderControlOptions,
  'onCapture' | 'camera' | 'sharing' | 'onStuck'
> {
  engine: Pick<MediaEngine, 'links' | 'onWant'>;
  savesData(): boolean;
  /** Whether the control is about to be updated anyway. */
  awaitsUpdate?(): boolean;
  /** Says a sentence to the person. */
  tell(text: string): void;
}

/** Sends the pictures of this page as others want them, from now on. */
export function createControl({
  engine,
  savesData,
  tell,
  awaitsUpdate,
  ...options
}: ControlParts): SenderControl {
  let isTold = false;
  let hardware: ReadonlySet<string> = new Set();
  const control = new SenderControl({
    links: () => engine.links(),
    cap: (source) => (savesData() ? SAVING[source] : MOST[source]),
    ...options,
    onCpuStep: (step) => {
      if (step < NOTICEABLE_STEP || isTold) return;
      isTold = true; // once is enough: it happens again whenever the computer is busy
      tell(t.computerBusy());
    },
    cores: navigator.hardwareConcurrency || 1,
    takeLongTaskMs: countLongTasks(),
    hardwareCodecs: () => hardware,
  });
  void findHardwareCodecs().then((found) => {
    hardware = found;
    if (found.size > 0) control.update();
  });
  engine.onWant = () => {
    if (!awaitsUpdate?.()) control.update();
  };
  return control;
}
