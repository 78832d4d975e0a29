import type { IceServer, ParticipantId, Roster, Signal } from '../../shared/protocol.js';
import type { MediaEngine, MediaEngineEvents } from './media-engine.js';
import { Pair } from './pair.js';
import type { PeerLink, PeerOptions, PeerRole } from './peer.js';
import { reconcile } from './reconcile.js';
import { isSignal } from './signal-check.js';
import { SLOTS, type Slot } from './slots.js';

export interface MeshOptions extends MediaEngineEvents {
  createPeer(options: PeerOptions): PeerLink;
  /** Of 128 random bits, so that no two starts of a pair share one. */
  createConnectionId(): string;
  certificate: RTCCertificate;
}

/** Links this page to every other in the call, one Pair each, and keeps them in step with the roster. */
export class Mesh implements MediaEngine {
  readonly #options: MeshOptions;
  readonly #pairs = new Map<ParticipantId, Pair>();
  readonly #tracks = new Map<Slot, MediaStreamTrack | null>(SLOTS.map(({ slot }) => [slot, null]));
  /** Signals that found no way, in order, until their addressee can be reached again. */
  readonly #kept = new Map<ParticipantId, Signal[]>();
  readonly #met = new Set<ParticipantId>();
  #reachable = new Set<ParticipantId>();
  #carried = new Set<ParticipantId>();
  #self: ParticipantId = '';
  #epoch = '';
  #iceServers: IceServer[] = [];
  #closed = false;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  prepare(roster: Roster): void {
    // Whoever is there before us is called by us; what is sent to them waits until the join is answered.
    for (const { participantId, state } of roster) {
      if (state === 'connected') this.#tryToOpen(participantId, 'caller');
    }
  }

  abandon(): void {
    this.#startOver();
  }

  async joined(join: Parameters<MediaEngine['joined']>[0]): Promise<void> {
    const { self, roster, iceServers, epoch, resumed } = join;
    this.#self = self;
    this.#iceServers = iceServers;
    if (epoch !== this.#epoch) this.#met.clear();
    else if (!resumed) this.#startOver();
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
    const change = reconcile(roster, this.#self, this.#pairs.keys(), this.#met);
    for (const { participantId } of roster) this.#met.add(participantId);
    const before = this.#reachable;
    this.#reachable = new Set(
      roster.filter(({ state }) => state === 'connected').map(({ participantId }) => participantId),
    );
    this.#carried = new Set(change.carried);
    for (const id of change.close) this.#close(id);
    for (const id of change.carried) this.#dropIfSilent(id);
    for (const { participantId, role } of change.open) this.#tryToOpen(participantId, role);
    for (const id of this.#reachable) {
      this.#flush(id);
      if (!before.has(id)) this.#pairs.get(id)?.nudge();
    }
  }

  /** The server relays signals unread, so what arrives is whatever the other page sent. */
  receive(from: ParticipantId, signal: unknown): void {
    // Someone the last roster did not name: it tells of the newcomer before or with the first offer, always.
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

  /** Nothing listens at the far ends: the join was refused, or we were away so long that the others let us go. */
  #startOver(): void {
    for (const id of [...this.#pairs.keys()]) this.#close(id);
    this.#met.clear();
  }

  /** A connection that cannot be made, as when the browser has no more of them, must not cost the others theirs. */
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
    if (!pair) return; // its constructor reports before it is ours
    if (this.#carried.has(id) && pair.state !== 'connected') {
      this.#close(id);
      return;
    }
    this.#options.onRemote(id, { state: pair.state, streams: pair.peer?.remote ?? null });
  }

  #dropIfSilent(id: ParticipantId): void {
    if (this.#pairs.get(id)?.state !== 'connected') this.#close(id);
  }

  #close(id: ParticipantId): void {
    this.#pairs.get(id)?.close();
    this.#pairs.delete(id);
    this.#kept.delete(id);
    this.#options.onRemote(id, null);
  }

  #send(to: ParticipantId, signal: Signal): void {
    if (this.#reachable.has(to) && !this.#kept.has(to)) this.#deliver(to, signal);
    else this.#keep(to, signal);
  }

  #deliver(to: ParticipantId, signal: Signal): void {
    this.#options.send(to, signal).then(
      (delivered) => {
        if (!delivered && this.#pairs.has(to)) this.#keep(to, signal);
      },
      (error: unknown) => {
        this.#options.onError(error);
      },
    );
  }

  /** A new connection voids what an earlier one still had to say. */
  #keep(to: ParticipantId, signal: Signal): void {
    const kept = this.#kept.get(to)?.filter(({ connectionId }) => connectionId === signal.connectionId) ?? [];
    this.#kept.set(to, [...kept, signal]);
  }

  #flush(to: ParticipantId): void {
    const kept = this.#kept.get(to) ?? [];
    this.#kept.delete(to);
    for (const signal of kept) this.#deliver(to, signal);
  }
}
