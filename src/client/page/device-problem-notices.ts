import { isBeforeCall, type CallState } from '../call/call-state.js';
import { problemText, type MediaProblem } from '../devices/media-errors.js';
import type { Notices } from '../call/notices.js';

/**
 * Returns a function that takes each state of the call. During the call it shows one notice per reason why a device
 * is off although the person turned it on: access was refused or taken back, or the device was unplugged. The prejoin
 * page shows the same sentences in a place of its own.
 */
export function createDeviceProblemNotices(notices: Pick<Notices, 'problem'>): (state: CallState) => void {
  const known: Record<'mic' | 'camera', MediaProblem | null> = { mic: null, camera: null };

  return (state) => {
    const { phase, local } = state;
    if (phase === 'ended' || phase === 'joining') return;
    for (const device of ['mic', 'camera'] as const) {
      const { problem } = local[device];
      if (problem === known[device]) continue;
      known[device] = problem; // first, because a notice changes the state, which calls this function again
      if (problem && !isBeforeCall(state)) notices.problem(problemText(device, problem));
    }
  };
}
