import { changedKeys } from '../../lib/changed-keys.js';
import type { Store } from '../../lib/store.js';
import { withPinToggled, type StageChoices } from './arrangement.js';
import type { PlaceTiles } from './placement.js';
import { createTile, type TileView } from './tile.js';
import type { TileModel } from './tile-models.js';
import type { Sound } from './video-view.js';

export interface StageActions {
  readonly choices: Store<StageChoices>;
  stopSharing(): void;
  openFullScreen(tile: HTMLElement): void;
}

/**
 * Shows tiles in the given order. A tile keeps its element as long as its key is present. The stage lays itself out again when its size, a picture's shape or the person's choices change.
 */
export function createStage(page: ParentNode, stage: HTMLElement, sound: Sound, actions: StageActions) {
  const { choices } = actions;
  const views = new Map<string, TileView>();
  /** The models that the views show. */
  const drawn = new Map<string, TileModel>();
  let shown: readonly TileModel[] = [];
  let speaker: string | null = null;
  let placeTiles = inRows;
  let size = { width: 0, height: 0 };
  // Anywhere else, to read the size would make the browser lay out the whole page at once.
  new ResizeObserver(() => {
    size = { width: stage.clientWidth, height: stage.clientHeight };
    layOut();
  }).observe(stage);
  choices.subscribe(layOut);

  stage.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const tile = shown.find(({ key }) => views.get(key)?.element.contains(target));
    const view = tile && views.get(tile.key);
    const tool = target.closest('button')?.dataset['tool'];
    if (!view || (target.closest('button') && tool === undefined)) return;
    if (tool === 'full-screen') actions.openFullScreen(view.element);
    // The other tools belong to the bundle of the stage tools.
    else if (tool === undefined || tool === 'pin') choices.set((now) => withPinToggled(now, tile.key));
  });

  function layOut(): void {
    const now = choices.get();
    const tiles = shown.map((tile) => ({ ...tile, ratio: views.get(tile.key)?.ratio ?? null }));
    const places = placeTiles(tiles, now, speaker, size);
    for (const [key, view] of views) view.place(places.get(key), now.pinned.includes(key));
  }

  function render(tiles: readonly TileModel[], activeSpeaker: string | null): void {
    const keys = tiles.map(({ key }) => key);
    const isSame =
      speaker === activeSpeaker &&
      keys.length === shown.length &&
      shown.every(({ key }, index) => key === keys[index]);
    speaker = activeSpeaker;
    for (const [key, view] of views) {
      if (keys.includes(key)) continue;
      view.close();
      views.delete(key);
      drawn.delete(key);
    }
    for (const tile of tiles) {
      const before = drawn.get(tile.key);
      if (before && changedKeys(before, tile).length === 0) continue;
      drawn.set(tile.key, tile);
      const known = views.get(tile.key);
      const view = known ?? createTile(page, { sound, onShape: layOut, stopSharing: actions.stopSharing });
      views.set(tile.key, view);
      view.update(tile);
      if (!known) stage.append(view.element);
    }
    shown = tiles;
    if (!isSame) layOut();
  }

  return {
    render,
    /** Lays the stage out with `place` from now on. */
    useLayout(place: PlaceTiles): void {
      placeTiles = place;
      layOut();
    },
  };
}

/** Shows the tiles until the layout has been loaded. */
const inRows: PlaceTiles = (tiles, _choices, _speaker, { width, height }) =>
  new Map(
    tiles.map(({ key }, index) => {
      const rect = { x: 0, y: (index * height) / tiles.length, width, height: height / tiles.length };
      return [key, { rect, picture: null, isFloating: false }];
    }),
  );
