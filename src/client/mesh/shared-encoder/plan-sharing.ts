import type { Level } from '../sending/levels.js';

/** One connection that sends the camera. */
export interface SharingPair {
  readonly id: number;
  /** The camera as this connection should send it. */
  readonly level: Level;
  /** Whether the shared encoder may serve it: its path is free, and the other end decodes what that encoder makes. */
  readonly isFit: boolean;
}

export interface SharingPlan {
  /** What the shared encoders make; no two have the same height. */
  readonly layers: readonly Level[];
  /** The height of the layer of each connection that gets one. All others have an encoder of their own. */
  readonly layerOf: ReadonlyMap<number, number>;
}

/**
 * Each layer costs one encoder, and every frame of it one copy per receiver. Layers serve sizes that receivers want. A lower
 * layer would be no answer to a weak path: nothing probes a path that sends little, so its estimate would stay low for good.
 */
const LAYERS_MAX = 3;

/**
 * Which sizes are encoded once, and who gets them. A layer is a height that receivers ask for. Nobody gets a larger or smaller
 * picture than without sharing. A layer may have one receiver: a receiver that moves between layers waits for a key frame
 * only, while the browser's own encoder begins with a small picture, and improves it for ten seconds.
 */
export function planSharing(pairs: readonly SharingPair[]): SharingPlan {
  const byHeight = new Map<number, SharingPair[]>();
  for (const pair of pairs) {
    if (!pair.isFit) continue;
    const others = byHeight.get(pair.level.height) ?? [];
    byHeight.set(pair.level.height, [...others, pair]);
  }
  const groups = [...byHeight.values()]
    .sort((a, b) => b.length - a.length || heightIn(b) - heightIn(a))
    .slice(0, LAYERS_MAX);
  return {
    layers: [...layersByHeight(groups.flat()).values()],
    layerOf: new Map(groups.flatMap((group) => group.map(({ id, level }) => [id, level.height] as const))),
  };
}

/** The layer of each height. It runs as the receiver wants it that asks for most frames, and among equals for most bits. */
export function layersByHeight(pairs: readonly Pick<SharingPair, 'level'>[]): ReadonlyMap<number, Level> {
  const layers = new Map<number, Level>();
  for (const { level } of pairs) {
    const most = layers.get(level.height);
    const isMore = !most || level.fps > most.fps || (level.fps === most.fps && level.bitrate > most.bitrate);
    if (isMore) layers.set(level.height, level);
  }
  return layers;
}

function heightIn([first]: readonly SharingPair[]): number {
  return first?.level.height ?? 0;
}
