import type { Level } from './levels.js';
import type { PictureSource } from './wishes.js';

/** What this page measured about its own work since the last measurement. */
export interface CpuMeasurement {
  /** Whether the browser itself sends less because of the processor (`qualityLimitationReason`). */
  readonly isLimited: boolean;
  /** Seconds of encoding per second, for all pictures together, as a share of the processors. */
  readonly encodeShare: number;
  /** The share of the frames that arrived but were never shown, because the page was late. */
  readonly droppedShare: number;
  /** The share of the time in which the page did not answer, because a task took long. */
  readonly longTaskShare: number;
}

export interface CpuState {
  /** 0 sends everything; each step sends less. */
  readonly step: number;
  /** Strained measurements in a row. */
  readonly strained: number;
  /** Calm measurements in a row. */
  readonly calm: number;
  /** Measurements since the last step up. */
  readonly sinceRise: number;
  /** Calm measurements that the next step up needs. Doubles when a step up was too much. */
  readonly patience: number;
}

/** How a step sends a camera: so many sizes smaller, and at most so many frames per second. */
const STEPS = [
  { smaller: 0, fps: 30, screenFps: 15 },
  { smaller: 0, fps: 20, screenFps: 15 },
  { smaller: 1, fps: 15, screenFps: 10 },
  { smaller: 2, fps: 15, screenFps: 5 },
  { smaller: 3, fps: 10, screenFps: 5 },
] as const;

/** From this step on, others notice a smaller picture. */
export const NOTICEABLE_STEP = 2;

const ENCODE_SHARE_MAX = 0.6;
const DROPPED_SHARE_MAX = 0.4;
const LONG_TASK_SHARE_MAX = 0.6;
const STRAINED_NEEDED = 3;
const PATIENCE_MIN = 10;
const PATIENCE_MAX = 120;
/** A strain so soon after a step up shows that the step was too much. */
const RELAPSE_WITHIN = 10;

export const CALM_CPU: CpuState = {
  ...{ step: 0, strained: 0, calm: 0 },
  ...{ sinceRise: Infinity, patience: PATIENCE_MIN },
};

/** The state after one more measurement. Measurements come about once per second. */
export function nextCpuState(state: CpuState, measured: CpuMeasurement): CpuState {
  const sinceRise = state.sinceRise + 1;
  if (isStrained(measured)) {
    const strained = state.strained + 1;
    if (strained < STRAINED_NEEDED) return { ...state, strained, calm: 0, sinceRise };
    const patience =
      sinceRise <= RELAPSE_WITHIN ? Math.min(state.patience * 2, PATIENCE_MAX) : state.patience;
    const step = Math.min(state.step + 1, STEPS.length - 1);
    return { step, strained: 0, calm: 0, sinceRise: Infinity, patience };
  }
  const calm = state.calm + 1;
  if (calm < state.patience) return { ...state, strained: 0, calm, sinceRise };
  if (state.step === 0) return CALM_CPU;
  return { ...state, step: state.step - 1, strained: 0, calm: 0, sinceRise: 0 };
}

function isStrained({ isLimited, encodeShare, droppedShare, longTaskShare }: CpuMeasurement): boolean {
  return (
    isLimited ||
    encodeShare > ENCODE_SHARE_MAX ||
    droppedShare > DROPPED_SHARE_MAX ||
    longTaskShare > LONG_TASK_SHARE_MAX
  );
}

/** The levels that a busy computer still sends, of those that satisfy a wish. At least the cheapest remains. */
export function levelsForCpu(source: PictureSource, levels: readonly Level[], step: number): Level[] {
  const { smaller, fps, screenFps } = STEPS[step] ?? STEPS[0];
  const kept = source === 'camera' ? levels.slice(Math.min(smaller, levels.length - 1)) : levels;
  const max = source === 'camera' ? fps : screenFps;
  return kept.map((level) => (level.fps <= max ? level : { ...level, fps: max }));
}
