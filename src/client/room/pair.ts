import type { Signal } from '../../shared/protocol.js';
import type { LinkState } from './media-engine.js';
import type { PeerLink, PeerOptions, PeerRole } from './peer.js';
import type { Slot, SlotTracks } from './slots.js';

/** A path that is gone this long is looked for anew; shorter gaps heal by themselves (design: 2 s). */
export const DISCONNECTED_GRACE_MS = 2_000;
/** A pair that is not connected after this long is closed and made anew (design: 10 s). */
export const CONNECT_DEADLINE_MS = 10_000;
/** After so many new starts in a row we say that it fails, and go on trying more slowly. */
export const ATTEMPTS_BEFORE_FAILED = 2;
const SLOW_DEADLINE_MS = 30_000;
/** How often the other end may have us start anew; an honest one hardly ever does. */
const FOREIGN_STARTS = { most: 6, withinMs: 10_000 };

export interface PairOptions {
  /** The later arrival calls; it is also the one that makes the first offer of every new start. */
  role: PeerRole;
  createPeer(options: Omit<PeerOptions, 'config'>): PeerLink;
  createConnectionId(): string;
  tracks: SlotTracks;
  send(signal: Signal): void;
  /** Whether signals reach the other end just now; without them nothing can be repaired. */
  isReachable(): boolean;
  onChange(): void;
  onError(error: unknown): void;
}

/**
 * Us and one other participant over time: one Peer, which is repaired when its path is lost and replaced when that
 * does not help. Knows no rooms and no sockets.
 */
export class Pair {
  /** Resolves when the two are connected for the first time; never, if they never are. */
  readonly connected: Promise<void>;
  #onConnected: () => void = () => undefined;
  readonly #options: PairOptions;
  readonly #tracks: Map<Slot, MediaStreamTrack | null>;
  #peer: PeerLink | null = null;
  #state: LinkState = 'connecting';
  #connectedOnce = false;
  #attempts = 0;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #foreignStarts: number[] = [];
  #closed = false;

  constructor(options: PairOptions) {
    this.#options = options;
    this.#tracks = new Map(options.tracks);
    this.connected = new Promise((resolve) => {
      this.#onConnected = resolve;
    });
    if (options.role === 'caller') this.#call();
    else this.#armDeadline(); // the offer should be on its way
  }

  get state(): LinkState {
    return this.#state;
  }

  get peer(): PeerLink | null {
    return this.#peer;
  }

  receive(signal: Signal): void {
    const isCurrent = signal.connectionId === this.#peer?.connectionId;
    if (signal.kind === 'renew') {
      // Whoever is asked offers, whatever its role: after a restart of the server both ends may take themselves for
      // the earlier arrival, and would wait for each other for ever.
      if ((isCurrent || this.#state !== 'connected') && this.#mayStartAnew()) this.#call();
      return;
    }
    if (isCurrent) {
      void this.#peer?.receive(signal);
      return;
    }
    // Only an offer can begin a connection; anything else is left over from an earlier one.
    if (signal.kind !== 'description' || signal.description.type !== 'offer') return;
    if (this.#prefersOwnOffer(signal.connectionId) || !this.#mayStartAnew()) return;
    this.#replacePeer('callee', signal.connectionId);
    void this.#peer?.receive(signal);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    this.#peer?.setTrack(slot, track);
  }

  /** Signals get through again, or the network is another: repair what is not whole. */
  nudge(): void {
    if (this.#state === 'connected') return;
    if (this.#connectedOnce) this.#peer?.restartIce();
    this.#armDeadline();
  }

  /** The network is another one: the path may be dead although nothing has noticed yet. */
  networkChanged(): void {
    if (this.#connectedOnce) this.#peer?.restartIce();
  }

  close(): void {
    this.#closed = true;
    this.#disarm();
    this.#peer?.close();
  }

  /**
   * Both ends may have made a first offer, if a server that restarted told them different orders of arrival. The
   * smaller id wins, at both ends alike.
   */
  #prefersOwnOffer(theirs: string): boolean {
    return this.#peer?.role === 'caller' && !this.#connectedOnce && this.#peer.connectionId < theirs;
  }

  /** Each start costs connections and ports, so nobody can make us start without end. */
  #mayStartAnew(): boolean {
    const now = performance.now();
    this.#foreignStarts = this.#foreignStarts.filter((at) => now - at < FOREIGN_STARTS.withinMs);
    if (this.#foreignStarts.length >= FOREIGN_STARTS.most) return false;
    this.#foreignStarts.push(now);
    return true;
  }

  #call(): void {
    this.#replacePeer('caller', this.#options.createConnectionId());
  }

  #replacePeer(role: PeerRole, connectionId: string): void {
    this.#peer?.close();
    this.#connectedOnce = false;
    if (this.#state === 'connected') this.#state = 'reconnecting';
    this.#peer = this.#options.createPeer({
      role,
      connectionId,
      tracks: this.#tracks,
      send: this.#options.send,
      onState: (state) => {
        if (this.#peer?.connectionId === connectionId) this.#onPeerState(state);
      },
      onError: this.#options.onError,
    });
    this.#armDeadline();
    this.#options.onChange();
  }

  #onPeerState(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.#disarm();
      this.#attempts = 0;
      this.#connectedOnce = true;
      this.#setState('connected');
      this.#onConnected();
      return;
    }
    if (state === 'disconnected') {
      clearTimeout(this.#grace);
      this.#grace = setTimeout(() => {
        this.#repair();
      }, DISCONNECTED_GRACE_MS);
    } else if (state === 'failed' || state === 'closed') {
      this.#repair();
    }
  }

  #repair(): void {
    if (this.#closed) return;
    if (this.#connectedOnce && this.#state === 'connected') this.#setState('reconnecting');
    this.#peer?.restartIce();
    if (this.#deadline === undefined) this.#armDeadline();
  }

  #onDeadline(): void {
    this.#deadline = undefined;
    if (this.#closed || this.#state === 'connected') return;
    if (this.#options.isReachable()) {
      this.#attempts += 1;
      if (this.#attempts > ATTEMPTS_BEFORE_FAILED) this.#setState('failed');
      if (this.#options.role === 'caller') {
        this.#call();
        return;
      }
      this.#options.send({ kind: 'renew', connectionId: this.#peer?.connectionId ?? '' });
    }
    this.#armDeadline();
  }

  #armDeadline(): void {
    clearTimeout(this.#deadline);
    const wait = this.#attempts > ATTEMPTS_BEFORE_FAILED ? SLOW_DEADLINE_MS : CONNECT_DEADLINE_MS;
    this.#deadline = setTimeout(() => {
      this.#onDeadline();
    }, wait);
  }

  #disarm(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#grace);
    this.#deadline = undefined;
  }

  #setState(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onChange();
  }
}
