/**
 * The media lines of every connection, in SDP order. The first offer negotiates all four, with or without tracks. From
 * then on `replaceTrack` adds and removes tracks. A change of this list changes the protocol.
 */
export const SLOTS = [
  { slot: 'mic', kind: 'audio', source: 'camera' },
  { slot: 'camera', kind: 'video', source: 'camera' },
  { slot: 'screen', kind: 'video', source: 'screen' },
  { slot: 'screenAudio', kind: 'audio', source: 'screen' },
] as const;

export type Slot = (typeof SLOTS)[number]['slot'];

/** The stream of a slot. One tile shows one source, with its sound in sync. */
export type Source = (typeof SLOTS)[number]['source'];

export type SlotTracks = ReadonlyMap<Slot, MediaStreamTrack | null>;

/** The index of a slot's media line. */
export function lineOf(slot: Slot): number {
  return SLOTS.findIndex((each) => each.slot === slot);
}
