import type {
  Addressed,
  IceServer,
  JoinSnapshot,
  ParticipantId,
  Roster,
  Signal,
} from '../../shared/protocol.js';
import type { ChannelMessage, ChannelNote } from './channel-messages.js';
import type { ChannelState } from './channel.js';
import type { PictureLink } from './sending/picture-link.js';
import type { Wish } from './sending/wishes.js';
import type { Slot, Source } from './slots.js';

/** The state of the media connection to one peer. */
export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** The media that arrive from one peer. The roster says whether a stream currently shows anything. */
export interface RemoteMedia {
  readonly state: LinkState;
  /** Null until negotiation has started. */
  readonly streams: Readonly<Record<Source, MediaStream>> | null;
}

export interface MediaEngineEvents {
  /** A peer's media or their state changed; null when the connection to this peer has been closed. */
  onRemote(participantId: ParticipantId, remote: RemoteMedia | null): void;
  /** Hands a signal to the server. Resolves to false when the engine must queue the signal and send it again later. */
  send(to: ParticipantId, signal: Signal): Promise<boolean>;
  /** A message of a peer over the data channel. The connection tells who has sent it. */
  onMessage(from: ParticipantId, message: ChannelMessage): void;
  /** A note of a peer, like a message. */
  onNote?(from: ParticipantId, note: ChannelNote): void;
  /** The data channel to a peer is ready, for the first time or on a new connection. */
  onChannelOpen?(participantId: ParticipantId): void;
  onError(error: unknown): void;
}

/**
 * The call's whole view of media transport: local tracks go in, remote tracks and their state come out. `Mesh`
 * implements it; an engine that talks to a media server could replace it.
 */
export interface MediaEngine {
  /**
   * Before the join: keeps a connection ready for each of these participants, with its offer and its candidates, and closes
   * those for others. Sends nothing to them until `joined`, but gathers candidates, which asks the ICE servers. Does nothing
   * in a call.
   */
  prepare(reachable: readonly ParticipantId[], iceServers: IceServer[]): void;
  /**
   * The offers of the prepared connections, with the candidates found so far. The server relays them with the join, and the
   * answer to the join says to whom.
   */
  offers(): Addressed[];
  /** The join failed: closes the connections that `prepare` has made. */
  joinFailed(): void;
  /** After each join and rejoin, with the server's answer. */
  joined(
    join: Pick<JoinSnapshot, 'self' | 'roster' | 'iceServers' | 'epoch' | 'resumed' | 'gone' | 'relayed'>,
  ): void;
  /** Replaces the ICE servers, whose credentials expire. They count for new connections and for new paths. */
  setIceServers(iceServers: IceServer[]): void;
  /** The page has lost the server: media continue, and signals are queued until the rejoin. */
  disconnected(): void;
  /** Keeps the connections to participants who are missing in the roster, while their media flow. */
  update(roster: Roster): void;
  /** These participants have left for good: closes the connections to them at once. */
  gone(participants: readonly ParticipantId[]): void;
  receive(from: ParticipantId, signal: unknown): void;
  setTrack(slot: Slot, track: MediaStreamTrack | null): void;
  /** The device is on another network, so every peer may need a new path. */
  networkChanged(): void;
  /** Replaces every connection, because this page can no longer send over the old ones. */
  reconnect(): void;
  /** The loudness of a peer's microphone, from 0 to 1. */
  audioLevel(participantId: ParticipantId): number;
  /**
   * Sends a message to a peer past the server. Resolves to true when the peer's page has acknowledged it, and to false
   * when it is not delivered in time or there is no such peer.
   */
  sendMessage(to: ParticipantId, message: ChannelMessage): Promise<boolean>;
  /** Sends a note to a peer, if the data channel is open. */
  sendNote(to: ParticipantId, note: ChannelNote): void;
  /** Asks a peer for a picture in this size, or for nothing. Ignores a peer that is not there. */
  want(participantId: ParticipantId, source: Source, wish: Wish | null): void;
  /** The connections over which pictures leave this page now. */
  links(): PictureLink[];
  /** Called when a peer asks for something else. */
  onWant: () => void;
  /** Null if there is no such peer. */
  channelState(participantId: ParticipantId): ChannelState | null;
  close(): void;
}
