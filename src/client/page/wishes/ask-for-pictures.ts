import type { Saving } from '../../call/call-state.js';
import type { MediaEngine } from '../../mesh/media-engine.js';
import type { PictureSource, Wish } from '../../mesh/sending/wishes.js';
import { isShortOfCpu, wishFor } from './tile-wish.js';
import { onSmallWindow, smallWindowSize } from './small-window.js';
import { watchTiles } from './watch-tiles.js';

/** Changes within this time become one wish. */
const DEBOUNCE_MS = 100;
const SOURCES: readonly PictureSource[] = ['camera', 'screen'];

export interface AskingPage {
  /** Calls `listener` whenever participants or tiles may have changed. */
  subscribe(listener: () => void): void;
  participants(): Iterable<string>;
  saving(): Saving;
  engine: Pick<MediaEngine, 'want'>;
}

export interface PictureWishes {
  /** From now on, this participant should encode the camera for this page alone. */
  askForOwnEncoder(participantId: string): void;
}

/** Tells every other page in which size this page shows its pictures below `stage`, from now on. */
export function askForPictures(stage: Element | null, { engine, ...page }: AskingPage): PictureWishes | null {
  if (!stage) return null;
  /** The participants whose shared encoder makes pictures that this browser cannot decode. */
  const stuck = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      ask();
    }, DEBOUNCE_MS);
  };
  const shownTiles = watchTiles(stage, schedule);

  function ask(): void {
    const saving = page.saving();
    const tiles = shownTiles();
    const cameras = tiles.filter(({ source, isSeen }) => source === 'camera' && isSeen).length;
    const viewer = {
      pixelRatio: devicePixelRatio,
      isPageHidden: document.visibilityState === 'hidden',
      smallWindow: smallWindowSize(),
      isSoundOnly: saving.soundOnly,
      savesData: saving.data,
      isShortOfCpu: isShortOfCpu(navigator.hardwareConcurrency, cameras),
    };
    const wishes = new Map<string, Wish | null>();
    for (const tile of tiles) {
      const wish = wishFor(tile, viewer);
      const isStuck = tile.source === 'camera' && stuck.has(tile.participantId);
      wishes.set(keyOf(tile.participantId, tile.source), wish && isStuck ? { ...wish, own: true } : wish);
    }
    for (const participantId of page.participants()) {
      for (const source of SOURCES) {
        const wish = wishes.get(keyOf(participantId, source));
        // A share that begins later starts with the last wish, so that its first frame waits for no message.
        if (wish !== undefined || source === 'camera') {
          engine.want(participantId, source, wish ?? null);
        }
      }
    }
  }

  page.subscribe(schedule);
  document.addEventListener('visibilitychange', () => {
    ask(); // at once: browsers slow the timers of a hidden page down
  });
  onSmallWindow(schedule);
  // Also of the window with one picture, which may close while the page is hidden.
  for (const type of ['enterpictureinpicture', 'leavepictureinpicture'])
    document.addEventListener(type, schedule);
  window.addEventListener('resize', schedule); // also when the pixel ratio changes
  return {
    askForOwnEncoder(participantId) {
      stuck.add(participantId);
      schedule();
    },
  };
}

function keyOf(participantId: string, source: PictureSource): string {
  return `${participantId} ${source}`;
}
