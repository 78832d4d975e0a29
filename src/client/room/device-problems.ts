import type { CallState } from './call-state.js';
import { problemSentence, type MediaProblem } from './media-errors.js';
import type { Notices } from './notices.js';

/**
 * Returns what is to be called with each state: says once, in the call, why a device is off that should be on, whether
 * the person asked for it, it was unplugged, or its permission was taken back. Before the call its own place says it.
 */
export function createDeviceProblems(notices: Pick<Notices, 'problem'>): (state: CallState) => void {
  const told: Record<'mic' | 'camera', MediaProblem | null> = { mic: null, camera: null };

  return ({ phase, local }) => {
    if (phase === 'ended') return;
    for (const [device, key] of [
      ['microphone', 'mic'],
      ['camera', 'camera'],
    ] as const) {
      const { problem } = local[key];
      if (problem === told[key] || phase === 'joining') continue;
      told[key] = problem; // first, since telling changes the state and leads here again
      if (problem && phase !== 'lobby') notices.problem(problemSentence(device, problem));
    }
  };
}
