/**
 * The media lines of every connection, in SDP order. They are negotiated once, full or empty; from then on a track
 * is put in or taken out with `replaceTrack`. Changing this list changes the protocol.
 */
export const SLOTS = [
  { slot: 'mic', kind: 'audio', source: 'camera' },
  { slot: 'camera', kind: 'video', source: 'camera' },
  { slot: 'screen', kind: 'video', source: 'screen' },
  { slot: 'screenAudio', kind: 'audio', source: 'screen' },
] as const;

export type Slot = (typeof SLOTS)[number]['slot'];

/** What belongs together in one tile, and in step. */
export type Source = (typeof SLOTS)[number]['source'];

export type SlotTracks = ReadonlyMap<Slot, MediaStreamTrack | null>;

/** The place of a slot among the media lines. */
export function lineOf(slot: Slot): number {
  return SLOTS.findIndex((each) => each.slot === slot);
}
