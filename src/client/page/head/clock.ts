import { isInCall, type CallState } from '../../call/call-state.js';
import { setText } from '../../lib/dom.js';
import { elapsed } from './elapsed.js';

const TICK_MS = 1_000;

/** Returns a function that takes each state of the call, and shows since when the call has been running. */
export function createClock(clock: HTMLElement): (state: CallState) => void {
  let startedAt: number | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function show(): void {
    setText(clock, startedAt === null ? '' : elapsed(Date.now() - startedAt));
  }

  return function render(state): void {
    const next = isInCall(state) ? state.startedAt : null;
    if (next === startedAt) return;
    startedAt = next;
    clearInterval(timer);
    if (startedAt !== null) timer = setInterval(show, TICK_MS);
    show();
  };
}
