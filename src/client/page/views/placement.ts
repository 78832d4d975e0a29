import { ENLARGEMENT, heightOf, stepBelow } from '../../mesh/sending/levels.js';
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
  const rects = layoutStage(arrangement, stage, choices.corner, withoutEnlargement);
  const places = new Map<string, TilePlace>();
  for (const { key, ratio, source } of tiles) {
    const rect = rects.get(key);
    if (!rect) continue;
    const picture = ratio === null ? null : pictureSize(ratio, rect, source === 'screen');
    places.set(key, { rect, picture, isFloating: key === arrangement.floating?.key });
  }
  return places;
};

/**
 * A tile in which a camera would be enlarged a little takes the size in which the camera is sent. The picture is sharper then,
 * and the browser need not scale each frame.
 */
function withoutEnlargement(tile: Size): Size {
  const shown = heightOf(tile) * devicePixelRatio;
  const sent = stepBelow(shown);
  if (sent === 0 || shown > sent * ENLARGEMENT) return tile;
  const share = sent / shown;
  return { width: Math.round(tile.width * share), height: Math.round(tile.height * share) };
}
