import type { IceServer, ParticipantId, Roster, Signal } from '../../shared/protocol.js';
import type { MediaEngine, MediaEngineEvents } from './media-engine.js';
import { Pair } from './pair.js';
import type { PeerLink, PeerOptions, PeerRole } from './peer.js';
import { reconcile } from './reconcile.js';
import { isSignal } from './signal-check.js';
import { SLOTS, type Slot } from './slots.js';

export interface MeshOptions extends MediaEngineEvents {
  createPeer(options: PeerOptions): PeerLink;
  /** Needs 128 random bits, so that no two connections of a pair have the same id. */
  createConnectionId(): string;
  certificate: RTCCertificate;
}

/** Connects this page to every other participant, with one `Pair` each, and follows the roster. */
export class Mesh implements MediaEngine {
  readonly #options: MeshOptions;
  readonly #pairs = new Map<ParticipantId, Pair>();
  readonly #tracks = new Map<Slot, MediaStreamTrack | null>(SLOTS.map(({ slot }) => [slot, null]));
  /** Signals in order, which wait until their addressee is reachable. */
  readonly #queued = new Map<ParticipantId, Signal[]>();
  /** Everyone whom a roster of this run of the server has contained. */
  readonly #listed = new Set<ParticipantId>();
  #reachable = new Set<ParticipantId>();
  /** Participants whom a restarted server hasn't listed yet. They stay while their media flow. */
  #unlisted = new Set<ParticipantId>();
  #self: ParticipantId = '';
  #epoch = '';
  #iceServers: IceServer[] = [];
  #closed = false;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  connectEarly(roster: Roster): void {
    // The newcomer sends the first offer to everyone. The offers are queued until the server has answered the join.
    for (const { participantId, state } of roster) {
      if (state === 'connected') this.#tryToOpen(participantId, 'caller');
    }
  }

  joinFailed(): void {
    this.#reset();
  }

  async joined(join: Parameters<MediaEngine['joined']>[0]): Promise<void> {
    const { self, roster, iceServers, epoch, resumed } = join;
    this.#self = self;
    this.#iceServers = iceServers;
    if (epoch !== this.#epoch) this.#listed.clear();
    else if (!resumed) this.#reset(); // this page was away too long, and the peers have closed their ends
    this.#epoch = epoch;
    for (const pair of this.#pairs.values()) pair.peer?.setIceServers(iceServers);
    this.update(roster);
    await Promise.all([...this.#pairs.values()].map((pair) => pair.connected));
  }

  disconnected(): void {
    this.#reachable = new Set();
  }

  update(roster: Roster): void {
    if (this.#closed) return;
    const change = reconcile(roster, this.#self, this.#pairs.keys(), this.#listed);
    for (const { participantId } of roster) this.#listed.add(participantId);
    const before = this.#reachable;
    this.#reachable = new Set(
      roster.filter(({ state }) => state === 'connected').map(({ participantId }) => participantId),
    );
    this.#unlisted = new Set(change.unlisted);
    for (const id of change.close) this.#close(id);
    for (const id of change.unlisted) this.#closeUnlessConnected(id);
    for (const { participantId, role } of change.open) this.#tryToOpen(participantId, role);
    for (const id of this.#reachable) {
      this.#deliverQueued(id);
      if (!before.has(id)) this.#pairs.get(id)?.repairIfBroken();
    }
  }

  /** The server relays signals without reading them, so another page may send any value. */
  receive(from: ParticipantId, signal: unknown): void {
    // Only listed participants have a pair. The server lists a newcomer in a roster before it relays their first offer.
    if (isSignal(signal)) this.#pairs.get(from)?.receive(signal);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    for (const pair of this.#pairs.values()) pair.setTrack(slot, track);
  }

  networkChanged(): void {
    for (const pair of this.#pairs.values()) pair.networkChanged();
  }

  audioLevel(participantId: ParticipantId): number {
    return this.#pairs.get(participantId)?.peer?.audioLevel() ?? 0;
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#pairs.keys()]) this.#close(id);
  }

  /** Closes every pair and forgets the listed participants. */
  #reset(): void {
    for (const id of [...this.#pairs.keys()]) this.#close(id);
    this.#listed.clear();
  }

  /** One failure, such as the browser's limit on connections, must not affect the other pairs. */
  #tryToOpen(id: ParticipantId, role: PeerRole): void {
    try {
      this.#open(id, role);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #open(id: ParticipantId, role: PeerRole): void {
    const pair: Pair = new Pair({
      role,
      tracks: this.#tracks,
      createConnectionId: this.#options.createConnectionId,
      createPeer: (options) =>
        this.#options.createPeer({
          ...options,
          config: { iceServers: this.#iceServers, certificates: [this.#options.certificate] },
        }),
      send: (signal) => {
        this.#send(id, signal);
      },
      isReachable: () => this.#reachable.has(id),
      onChange: () => {
        this.#report(id);
      },
      onError: this.#options.onError,
    });
    this.#pairs.set(id, pair);
    this.#report(id);
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
    this.#queued.delete(id);
    this.#options.onRemote(id, null);
  }

  #send(to: ParticipantId, signal: Signal): void {
    if (this.#reachable.has(to) && !this.#queued.has(to)) this.#deliver(to, signal);
    else this.#queue(to, signal);
  }

  #deliver(to: ParticipantId, signal: Signal): void {
    this.#options.send(to, signal).then(
      (delivered) => {
        if (!delivered && this.#pairs.has(to)) this.#queue(to, signal);
      },
      (error: unknown) => {
        this.#options.onError(error);
      },
    );
  }

  /** Drops the queued signals of an earlier connection, because a new connection makes them useless. */
  #queue(to: ParticipantId, signal: Signal): void {
    const queued = this.#queued.get(to) ?? [];
    const current = queued.filter(({ connectionId }) => connectionId === signal.connectionId);
    this.#queued.set(to, [...current, signal]);
  }

  #deliverQueued(to: ParticipantId): void {
    const queued = this.#queued.get(to) ?? [];
    this.#queued.delete(to);
    for (const signal of queued) this.#deliver(to, signal);
  }
}
