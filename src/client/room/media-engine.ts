import type { JoinSnapshot, ParticipantId, Roster, Signal } from '../../shared/protocol.js';
import type { Slot, Source } from './slots.js';

/** How the media between us and one other person are doing. */
export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** What arrives from one other person. Whether a stream shows anything just now is in the roster. */
export interface RemoteMedia {
  readonly state: LinkState;
  /** Null until negotiation has begun. */
  readonly streams: Readonly<Record<Source, MediaStream>> | null;
}

export interface MediaEngineEvents {
  /** Something changed for this person; null when nothing connects us any more. */
  onRemote(participantId: ParticipantId, remote: RemoteMedia | null): void;
  /** Hands a signal to the server. Resolves to false when it did not get through and is to be kept. */
  send(to: ParticipantId, signal: Signal): Promise<boolean>;
  onError(error: unknown): void;
}

/**
 * All the call knows of how media travel: own tracks in, remote tracks and their state out. The mesh is one; an
 * engine that talks to a media server could stand beside it.
 */
export interface MediaEngine {
  /**
   * Begins with those whom a page before the call has been told of, while its join is under way. Only where a join
   * names no ICE servers, which a connection must know from its beginning.
   */
  prepare(roster: Roster): void;
  /** The join came to nothing: what was prepared is dropped. */
  abandon(): void;
  /** After each join and rejoin, with what the server answered. Resolves when we are connected to all. */
  joined(join: Pick<JoinSnapshot, 'self' | 'roster' | 'iceServers' | 'epoch' | 'resumed'>): Promise<void>;
  /** Signalling is gone for now: media go on, signals are kept. */
  disconnected(): void;
  update(roster: Roster): void;
  receive(from: ParticipantId, signal: unknown): void;
  setTrack(slot: Slot, track: MediaStreamTrack | null): void;
  /** The device has another network now: every path may have to be found anew. */
  networkChanged(): void;
  /** The loudness of what arrives from a person's microphone, 0 to 1. */
  audioLevel(participantId: ParticipantId): number;
  close(): void;
}
