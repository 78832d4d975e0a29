import type { TileModel } from '../views/tile-models.js';

/** More pictures would be too small to see. */
const MOST = 6;

/** The tiles of a small window: shared screens and the active speaker first, the person only if there is room. */
export function smallTiles(
  tiles: readonly TileModel[],
  activeSpeaker: string | null,
): { shown: readonly TileModel[]; hiddenPeople: number } {
  // The person sees their own screen anyway.
  const useful = tiles.filter(({ isSelf, source }) => !(isSelf && source === 'screen'));
  const rank = ({ isSelf, source, participantId }: TileModel): number => {
    if (source === 'screen') return 0;
    if (participantId === activeSpeaker) return 1;
    return isSelf ? 3 : 2;
  };
  const inOrder = [...useful].sort((one, other) => rank(one) - rank(other));
  const chosen = new Set(inOrder.slice(0, MOST));
  // In the order of the page, so that nobody jumps when another person speaks.
  const shown = useful.filter((tile) => chosen.has(tile));
  const seen = new Set(shown.map(({ participantId }) => participantId));
  const people = new Set(useful.map(({ participantId }) => participantId));
  return { shown, hiddenPeople: people.size - seen.size };
}
