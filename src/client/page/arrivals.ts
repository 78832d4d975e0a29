import type { CallState } from '../call/call-state.js';
import { changedKeys } from '../lib/changed-keys.js';
import type { Store } from '../lib/store.js';
import type { RemoteMedia } from '../mesh/media-engine.js';

/** Newcomers who are near connect sooner. A tile that comes later would be missed. */
const PATIENCE_MS = 120;

/** What changes when somebody comes. */
const OF_ARRIVALS: readonly (keyof CallState)[] = [
  'roster',
  'unlisted',
  'remotes',
  'notices',
  'speaking',
  'activeSpeaker',
];

/**
 * Calls `draw` with the state that it has drawn last and the present one. It waits while somebody comes, until the page has
 * answered their offer: that is more urgent than their tile, which has nothing to show before.
 */
export function drawAfterArrivals(
  store: Pick<Store<CallState>, 'get' | 'subscribe'>,
  draw: (before: CallState | null, state: CallState) => void,
): void {
  let shown: CallState | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function drawNow(): void {
    clearTimeout(timer);
    timer = undefined;
    const before = shown;
    shown = store.get();
    draw(before, shown);
  }

  store.subscribe((state) => {
    const newcomers = shown && newcomersIn(shown, state);
    if (!newcomers || newcomers.some(({ state: link }) => link === 'connected')) drawNow();
    else timer ??= setTimeout(drawNow, PATIENCE_MS);
  });
}

/** The media of those who have come; null if nobody has, or if anything else has changed. */
function newcomersIn(before: CallState, state: CallState): RemoteMedia[] | null {
  const hasCome = state.roster.length > before.roster.length || state.remotes.size > before.remotes.size;
  if (!hasCome || changedKeys(before, state).some((key) => !OF_ARRIVALS.includes(key))) return null;
  return [...state.remotes].flatMap(([id, media]) => (before.remotes.has(id) ? [] : [media]));
}
