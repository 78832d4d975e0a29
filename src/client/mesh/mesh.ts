import { JOIN_OFFERS_JSON_MAX } from '../../shared/limits.js';
import type { Addressed, IceServer, ParticipantId, Roster } from '../../shared/protocol.js';
import type { ChannelMessage, ChannelNote } from './channel-messages.js';
import { Channel, type ChannelPort, type ChannelState } from './channel.js';
import { EarlySignals } from './early-signals.js';
import type { MediaEngine, MediaEngineEvents } from './media-engine.js';
import { Outbox } from './outbox.js';
import { Pair } from './pair.js';
import type { PeerLink, PeerOptions, PeerRole } from './peer.js';
import { reconcile } from './reconcile.js';
import { isSignal } from './signal-check.js';
import type { PictureLink } from './sending/picture-link.js';
import type { Wish } from './sending/wishes.js';
import { packetTime } from './sound.js';
import { SLOTS, type Slot, type Source } from './slots.js';

export interface MeshOptions extends MediaEngineEvents {
  createPeer(options: PeerOptions): PeerLink;
  /** Needs 128 random bits, so that no two connections of a pair have the same id. */
  createConnectionId(): string;
  certificate: RTCCertificate;
  /** The number of processors of this computer; undefined if the browser does not tell. */
  processors?: number | undefined;
}

/** Connects this page to every other participant, with one `Pair` each, and follows the roster. */
export class Mesh implements MediaEngine {
  onWant: () => void = () => undefined;
  readonly #options: MeshOptions;
  readonly #pairs = new Map<ParticipantId, Pair>();
  readonly #tracks = new Map<Slot, MediaStreamTrack | null>(SLOTS.map(({ slot }) => [slot, null]));
  readonly #outboxes = new Map<ParticipantId, Outbox>();
  readonly #channels = new Map<ParticipantId, Channel>();
  readonly #earlySignals = new EarlySignals();
  /** The participants whom signals reach now, each with the number of their join. */
  #reachable = new Map<ParticipantId, number>();
  /** The participants whom signals have reached since their pair was opened. */
  readonly #reached = new Set<ParticipantId>();
  /** The ids of the connections whose offers went with the join, until its answer. */
  readonly #offered = new Map<ParticipantId, string | undefined>();
  /** Participants without the server, who stay while their media flow. */
  #unlisted = new Set<ParticipantId>();
  #self: ParticipantId = '';
  #epoch = '';
  /** Whether the page is in the call. Before, its connections are only prepared. */
  #hasJoined = false;
  #iceServers: IceServer[] = [];
  /** The number of other participants. */
  #others = 0;
  #closed = false;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  prepare(reachable: readonly ParticipantId[], iceServers: IceServer[]): void {
    if (this.#closed || this.#hasJoined) return;
    this.#iceServers = iceServers; // for new connections: those that exist keep the ones that they began with
    this.#others = reachable.length;
    for (const id of [...this.#pairs.keys()]) if (!reachable.includes(id)) this.#close(id);
    // The newcomer sends the first offer to everyone. The offers are queued until the server has answered the join.
    for (const id of reachable) if (!this.#pairs.has(id)) this.#open(id, 'caller');
  }

  offers(): Addressed[] {
    this.#offered.clear();
    if (this.#hasJoined) return [];
    let size = 0;
    return [...this.#pairs].flatMap(([to, { peer }]) => {
      const signal = peer?.pendingOffer() ?? null;
      if (signal) size += JSON.stringify(signal).length;
      if (!signal || size > JOIN_OFFERS_JSON_MAX) return [];
      this.#outboxes.get(to)?.clear(); // the offer contains the candidates that wait here
      this.#offered.set(to, signal.connectionId);
      return [{ to, signal }];
    });
  }

  joinFailed(): void {
    this.#hasJoined = false;
    this.#reset();
  }

  joined(join: Parameters<MediaEngine['joined']>[0]): void {
    const { self, roster, iceServers, epoch, resumed, gone, relayed } = join;
    this.#self = self;
    this.#hasJoined = true;
    this.gone(gone);
    // This page was away too long. The peers have kept their ends if media flow, and have closed the others.
    if (epoch === this.#epoch && !resumed)
      for (const id of [...this.#pairs.keys()]) this.#closeUnlessConnected(id);
    this.#epoch = epoch;
    this.setIceServers(iceServers);
    for (const id of this.#offered.keys()) if (!relayed.includes(id)) this.#offered.delete(id);
    this.update(roster);
    this.#offered.clear();
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#iceServers = iceServers;
    for (const pair of this.#pairs.values()) pair.setIceServers(iceServers);
  }

  disconnected(): void {
    this.#reachable = new Map();
    for (const outbox of this.#outboxes.values()) outbox.rewind();
  }

  update(roster: Roster): void {
    if (this.#closed) return;
    const change = reconcile(roster, this.#self, this.#pairs.keys());
    this.#others = roster.length - 1;
    const before = this.#reachable;
    const connected = roster.filter(({ state }) => state === 'connected');
    this.#reachable = new Map(connected.map(({ participantId, joinNumber }) => [participantId, joinNumber]));
    this.#unlisted = new Set(change.unlisted);
    for (const id of change.unlisted) this.#closeUnlessConnected(id);
    for (const { participantId, role } of change.open) this.#open(participantId, role);
    for (const [id, pair] of this.#pairs) {
      const joinNumber = this.#reachable.get(id);
      if (joinNumber === undefined) continue;
      // A join on a new socket: the old socket may have lost signals in both directions.
      if (!this.#reached.has(id)) {
        const offered = this.#offered.get(id);
        const hasOffer = offered !== undefined && offered === pair.peer?.connectionId;
        if (!hasOffer) this.#outboxes.get(id)?.clear(); // the repeated offer contains the candidates that wait here
        pair.peerIsThere(hasOffer);
      } else if (before.get(id) !== joinNumber) pair.peerIsBack();
      this.#reached.add(id);
      this.#outboxes.get(id)?.flush();
    }
  }

  gone(participants: readonly ParticipantId[]): void {
    for (const id of participants) if (this.#pairs.has(id)) this.#close(id);
  }

  /** The server relays signals without reading them, so another page may send any value. */
  receive(from: ParticipantId, signal: unknown): void {
    if (this.#closed || !isSignal(signal)) return;
    const pair = this.#pairs.get(from);
    if (pair) pair.receive(signal);
    else this.#earlySignals.keep(from, signal, performance.now());
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    for (const pair of this.#pairs.values()) pair.setTrack(slot, track);
  }

  networkChanged(): void {
    if (!this.#hasJoined) {
      // The candidates of prepared connections belong to the former network.
      const ids = [...this.#pairs.keys()];
      this.#reset();
      this.prepare(ids, this.#iceServers);
      return;
    }
    for (const pair of this.#pairs.values()) pair.networkChanged();
  }

  reconnect(): void {
    if (this.#hasJoined) for (const pair of this.#pairs.values()) pair.reconnect();
    else this.networkChanged();
  }

  audioLevel(participantId: ParticipantId): number {
    return this.#pairs.get(participantId)?.peer?.audioLevel() ?? 0;
  }

  sendMessage(to: ParticipantId, message: ChannelMessage): Promise<boolean> {
    return this.#channels.get(to)?.send(message) ?? Promise.resolve(false);
  }

  sendNote(to: ParticipantId, note: ChannelNote): void {
    this.#channels.get(to)?.tell(note);
  }

  channelState(participantId: ParticipantId): ChannelState | null {
    return this.#channels.get(participantId)?.state ?? null;
  }

  want(participantId: ParticipantId, source: Source, wish: Wish | null): void {
    this.#channels.get(participantId)?.want(source, wish);
  }

  links(): PictureLink[] {
    return [...this.#pairs].flatMap(([participantId, { peer, state }]) => {
      const channel = this.#channels.get(participantId);
      if (!peer || !channel || state !== 'connected') return [];
      const { wishes } = channel;
      return [{ participantId, peer, wishes }];
    });
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#pairs.keys()]) this.#close(id);
  }

  #reset(): void {
    for (const id of [...this.#pairs.keys()]) this.#close(id);
  }

  #open(id: ParticipantId, role: PeerRole): void {
    const isReachable = () => this.#reachable.has(id);
    const { onError } = this.#options;
    const channel = new Channel({
      onMessage: (message) => {
        this.#options.onMessage(id, message);
      },
      onNote: (note) => this.#options.onNote?.(id, note),
      onOpen: () => this.#options.onChannelOpen?.(id),
      onWant: () => {
        this.onWant();
      },
    });
    const outbox = new Outbox({ send: (signal) => this.#options.send(id, signal), isReachable, onError });
    const pair: Pair = new Pair({
      role,
      tracks: this.#tracks,
      createConnectionId: this.#options.createConnectionId,
      createPeer: (options) => {
        outbox.clear(); // what still waits belongs to the connection that this one replaces
        channel.attach(null);
        const config = { iceServers: this.#iceServers, certificates: [this.#options.certificate] };
        const onChannel = (port: ChannelPort) => {
          channel.attach(port);
        };
        return this.#options.createPeer({
          ...options,
          config,
          onChannel,
          // Repeated sound survives a lost packet, but takes 34 kbit/s more: for each other person, that is too much.
          repeatsSound: this.#others < 2,
          packetMs: packetTime(this.#others, this.#options.processors),
        });
      },
      send: (signal) => {
        outbox.add(signal);
      },
      isReachable,
      onChange: () => {
        this.#report(id);
      },
      onError,
    });
    this.#outboxes.set(id, outbox);
    this.#channels.set(id, channel);
    this.#pairs.set(id, pair);
    this.#report(id);
    for (const signal of this.#earlySignals.take(id, performance.now())) pair.receive(signal);
  }

  #report(id: ParticipantId): void {
    const pair = this.#pairs.get(id);
    if (!pair) return; // the pair's constructor calls onChange before the pair is in the map
    if (this.#unlisted.has(id) && pair.state !== 'connected') {
      this.#close(id);
      return;
    }
    this.#options.onRemote(id, { state: pair.state, streams: pair.peer?.remote ?? null });
  }

  #closeUnlessConnected(id: ParticipantId): void {
    if (this.#pairs.get(id)?.state !== 'connected') this.#close(id);
  }

  #close(id: ParticipantId): void {
    this.#pairs.get(id)?.close();
    this.#pairs.delete(id);
    this.#outboxes.get(id)?.clear();
    this.#outboxes.delete(id);
    this.#channels.get(id)?.close();
    this.#channels.delete(id);
    this.#reached.delete(id);
    this.#options.onRemote(id, null);
  }
}
