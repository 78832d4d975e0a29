import type { ParticipantId } from '../../../shared/protocol.js';
import type { Source } from '../../mesh/slots.js';

export type LayoutMode = 'automatic' | 'grid' | 'speaker';

export type Corner = 'top-left' | 'top-right' | 'bottom-right' | 'bottom-left';

/** What a person has chosen about the stage of their own page. */
export interface StageChoices {
  readonly mode: LayoutMode;
  /** The keys of pinned tiles. A key stays while its tile is away, so that a person who rejoins is pinned again. */
  readonly pinned: readonly string[];
  readonly isSelfShown: boolean;
  /** The place of the own picture when it floats over the others. */
  readonly corner: Corner;
}

export const INITIAL_CHOICES: StageChoices = {
  mode: 'automatic',
  pinned: [],
  isSelfShown: true,
  corner: 'bottom-right',
};

export interface ArrangedTile {
  readonly key: string;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly isSelf: boolean;
}

/** Each tile is in exactly one part, and each list keeps the order of the tiles. */
export interface Arrangement<T> {
  readonly main: readonly T[];
  /** Small tiles beside the main ones. */
  readonly strip: readonly T[];
  /** A small tile over the main one. */
  readonly floating: T | null;
  /** The own screen, whose tile says only that the person shares it. */
  readonly bar: T | null;
  readonly hidden: readonly T[];
}

/** With more faces than this, the automatic layout shows the speaker large. */
const GRID_MAX = 9;

/** Decides which tile goes to which part of the stage. `speaker` is the last participant who spoke for some time. */
export function arrange<T extends ArrangedTile>(
  tiles: readonly T[],
  choices: StageChoices,
  speaker: ParticipantId | null,
): Arrangement<T> {
  const bar = tiles.find(({ isSelf, source }) => isSelf && source === 'screen') ?? null;
  const present = tiles.filter((tile) => tile !== bar);
  const isPinned = ({ key }: T) => choices.pinned.includes(key);
  const isAlone = present.every(({ isSelf }) => isSelf);
  const isHidden = (tile: T) => tile.isSelf && !choices.isSelfShown && !isAlone && !isPinned(tile);
  const shown = present.filter((tile) => !isHidden(tile));
  const large = largeTiles(shown, shown.filter(isPinned), choices.mode, speaker);
  const small = shown.filter((tile) => !large.includes(tile));
  const [only] = small;
  const isFloating =
    only?.isSelf && small.length === 1 && large.length === 1 && large[0]?.source === 'camera';
  return {
    main: large,
    strip: isFloating ? [] : small,
    floating: isFloating ? only : null,
    bar,
    hidden: present.filter(isHidden),
  };
}

function largeTiles<T extends ArrangedTile>(
  shown: readonly T[],
  pinned: readonly T[],
  mode: LayoutMode,
  speaker: ParticipantId | null,
): readonly T[] {
  if (pinned.length > 0) return pinned;
  if (mode === 'grid') return shown;
  const screens = shown.filter(({ source }) => source === 'screen');
  if (screens.length > 0) return screens;
  const others = shown.filter(({ isSelf }) => !isSelf);
  const [first] = others;
  const isOneLarge = mode === 'speaker' || others.length === 1 || shown.length > GRID_MAX;
  if (!first || !isOneLarge) return shown;
  return [others.find(({ participantId }) => participantId === speaker) ?? first];
}

/** Pins the tile, or releases it. */
export function withPinToggled(choices: StageChoices, key: string): StageChoices {
  const { pinned } = choices;
  return {
    ...choices,
    pinned: pinned.includes(key) ? pinned.filter((each) => each !== key) : [...pinned, key],
  };
}
