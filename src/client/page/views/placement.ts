import { arrange, type ArrangedTile, type StageChoices } from './arrangement.js';
import { layoutStage, type Rect, type TileShape } from './layout.js';
import { pictureSize, type Size } from './picture-fit.js';

export interface TilePlace {
  readonly rect: Rect;
  /** The visible part of the picture, in the middle of the tile; null if its shape is not known yet. */
  readonly picture: Size | null;
  readonly isFloating: boolean;
}

/** Returns the place of each tile by its key. A hidden tile has none. */
export type PlaceTiles = (
  tiles: readonly (ArrangedTile & TileShape)[],
  choices: StageChoices,
  speaker: string | null,
  stage: Size,
) => Map<string, TilePlace>;

export const placeTiles: PlaceTiles = (tiles, choices, speaker, stage) => {
  const arrangement = arrange(tiles, choices, speaker);
  const rects = layoutStage(arrangement, stage, choices.corner);
  const places = new Map<string, TilePlace>();
  for (const { key, ratio, source } of tiles) {
    const rect = rects.get(key);
    if (!rect) continue;
    const picture = ratio === null ? null : pictureSize(ratio, rect, source === 'screen');
    places.set(key, { rect, picture, isFloating: key === arrangement.floating?.key });
  }
  return places;
};
