import { changedKeys } from '../../lib/changed-keys.js';
import { clone } from '../../lib/dom.js';
import { layoutStage } from './layout.js';
import { createTile, type TileView } from './tile.js';
import type { TileModel } from './tile-models.js';
import type { Sound } from './video-view.js';

/**
 * Returns a function that shows tiles in the given order. A tile keeps its element as long as its key is present. The
 * stage lays itself out again when its size changes.
 */
export function createStage(page: ParentNode, stage: HTMLElement, sound: Sound) {
  const views = new Map<string, TileView>();
  /** The models that the views show. */
  const drawn = new Map<string, TileModel>();
  let shown: readonly TileModel[] = [];
  new ResizeObserver(layOut).observe(stage);

  function layOut(): void {
    const screens = shown.filter(({ source }) => source === 'screen');
    const faces = shown.filter(({ source }) => source === 'camera');
    const size = { width: stage.clientWidth, height: stage.clientHeight };
    const rects = layoutStage(screens.length, faces.length, size);
    for (const [index, rect] of rects.screens.entries()) viewOf(screens[index])?.place(rect);
    for (const [index, rect] of rects.faces.entries()) viewOf(faces[index])?.place(rect);
  }

  function viewOf(tile: TileModel | undefined): TileView | undefined {
    return tile && views.get(tile.key);
  }

  return function render(tiles: readonly TileModel[]): void {
    const keys = tiles.map(({ key }) => key);
    const isSameSet = keys.length === shown.length && shown.every(({ key }, index) => key === keys[index]);
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
      const view = known ?? createTile(clone(page, '#tile-template'), sound);
      views.set(tile.key, view);
      view.update(tile);
      if (!known) stage.append(view.element);
    }
    shown = tiles;
    if (!isSameSet) layOut();
  };
}
