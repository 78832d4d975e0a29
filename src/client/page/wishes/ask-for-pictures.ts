import type { Call } from '../../call/call.js';
import type { CallState } from '../../call/call-state.js';
import type { PictureSource, Wish } from '../../mesh/sending/wishes.js';
import { wishFor } from './tile-wish.js';
import { isInSmallWindow, onSmallWindow } from './small-window.js';
import { watchTiles } from './watch-tiles.js';

/** Changes within this time become one wish. */
const DEBOUNCE_MS = 100;
const SOURCES: readonly PictureSource[] = ['camera', 'screen'];

/** Tells every other page in which size this page shows its pictures, from now on. */
export function askForPictures(page: ParentNode, call: Pick<Call, 'store' | 'engine'>): void {
  const stage = page.querySelector('#stage');
  if (!stage) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      ask(call.store.get());
    }, DEBOUNCE_MS);
  };
  const shownTiles = watchTiles(stage, schedule);

  function ask(state: CallState): void {
    const viewer = {
      pixelRatio: devicePixelRatio,
      isPageHidden: document.visibilityState === 'hidden' && !isInSmallWindow(),
      isSoundOnly: state.saving.soundOnly,
      savesData: state.saving.data,
    };
    const wishes = new Map<string, Wish | null>();
    for (const tile of shownTiles())
      wishes.set(keyOf(tile.participantId, tile.source), wishFor(tile, viewer));
    for (const participantId of state.remotes.keys()) {
      for (const source of SOURCES) {
        const wish = wishes.get(keyOf(participantId, source));
        // A share that begins later starts with the last wish, so that its first frame waits for no message.
        if (wish !== undefined || source === 'camera') {
          call.engine.want(participantId, source, wish ?? null);
        }
      }
    }
  }

  call.store.subscribe(schedule);
  document.addEventListener('visibilitychange', () => {
    ask(call.store.get()); // at once: browsers slow the timers of a hidden page down
  });
  onSmallWindow(schedule);
  window.addEventListener('resize', schedule); // also when the pixel ratio changes
}

function keyOf(participantId: string, source: PictureSource): string {
  return `${participantId} ${source}`;
}
