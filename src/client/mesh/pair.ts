import type { Signal } from '../../shared/protocol.js';
import type { LinkState } from './media-engine.js';
import type { PeerLink, PeerOptions, PeerRole } from './peer.js';
import type { Slot, SlotTracks } from './slots.js';

/** A path that stays lost for this long gets an ICE restart. Shorter interruptions heal by themselves. */
export const DISCONNECTED_GRACE_MS = 2_000;
/** A new connection replaces one that isn't connected after this time. */
export const CONNECT_DEADLINE_MS = 10_000;
/** The state becomes `failed` when more connections than this miss the deadline in a row. */
const ATTEMPTS_BEFORE_FAILED = 2;
/** The deadline of a failed pair, which goes on trying more slowly. */
const SLOW_DEADLINE_MS = 30_000;
/** Limits how often the other page can make this one start a new connection. Two honest pages need far fewer. */
const MAX_REMOTE_STARTS = 6;
const REMOTE_STARTS_WINDOW_MS = 10_000;

export interface PairOptions {
  /** The page that joined later is the caller. The caller makes the first offer of every new connection. */
  role: PeerRole;
  createPeer(options: Omit<PeerOptions, 'config'>): PeerLink;
  createConnectionId(): string;
  tracks: SlotTracks;
  send(signal: Signal): void;
  /** Whether signals currently reach the other page. A repair needs them. */
  isReachable(): boolean;
  onChange(): void;
  onError(error: unknown): void;
}

/**
 * The link to one participant for the whole call. Owns one `Peer` at a time, restarts ICE when its path is lost, and
 * replaces it when that doesn't help. Knows neither rosters nor sockets.
 */
export class Pair {
  /** Resolves when the pair is connected for the first time. Stays pending if that never happens. */
  readonly connected: Promise<void>;
  #resolveConnected: () => void = () => undefined;
  readonly #options: PairOptions;
  readonly #tracks: Map<Slot, MediaStreamTrack | null>;
  #peer: PeerLink | null = null;
  #state: LinkState = 'connecting';
  /** Whether the current `Peer` has been connected. */
  #wasConnected = false;
  #attempts = 0;
  #deadlineTimer: ReturnType<typeof setTimeout> | undefined;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #remoteStarts: number[] = [];
  #closed = false;

  constructor(options: PairOptions) {
    this.#options = options;
    this.#tracks = new Map(options.tracks);
    this.connected = new Promise((resolve) => {
      this.#resolveConnected = resolve;
    });
    if (options.role === 'caller') this.#startAsCaller();
    else this.#startDeadline(); // for the other page's first offer
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
      // The page that receives `renew` makes the offer, even as the callee. After a server restart each page may
      // consider itself the earlier arrival, and both would wait for the other's offer forever.
      if ((isCurrent || this.#state !== 'connected') && this.#allowRemoteStart()) this.#startAsCaller();
      return;
    }
    if (isCurrent) {
      void this.#peer?.receive(signal);
      return;
    }
    // Only an offer starts a connection. Any other signal belongs to an earlier one.
    if (signal.kind !== 'description' || signal.description.type !== 'offer') return;
    if (this.#prefersOwnOffer(signal.connectionId) || !this.#allowRemoteStart()) return;
    this.#replacePeer('callee', signal.connectionId);
    void this.#peer?.receive(signal);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    this.#peer?.setTrack(slot, track);
  }

  /** The other page is reachable again: restarts ICE unless the pair is connected. */
  repairIfBroken(): void {
    if (this.#state === 'connected') return;
    if (this.#wasConnected) this.#peer?.restartIce();
    this.#startDeadline();
  }

  /** Restarts ICE even in a connected pair, because its path may be dead before the browser notices. */
  networkChanged(): void {
    if (this.#wasConnected) this.#peer?.restartIce();
  }

  close(): void {
    this.#closed = true;
    this.#clearTimers();
    this.#peer?.close();
  }

  /**
   * If a restarted server gave the two pages rosters in different orders, both may have made a first offer. Then both
   * keep the offer with the smaller connection id.
   */
  #prefersOwnOffer(remoteId: string): boolean {
    return this.#peer?.role === 'caller' && !this.#wasConnected && this.#peer.connectionId < remoteId;
  }

  /** Counts a connection that the other page asks for. False above the limit, because each one costs ports. */
  #allowRemoteStart(): boolean {
    const now = performance.now();
    this.#remoteStarts = this.#remoteStarts.filter((at) => now - at < REMOTE_STARTS_WINDOW_MS);
    if (this.#remoteStarts.length >= MAX_REMOTE_STARTS) return false;
    this.#remoteStarts.push(now);
    return true;
  }

  #startAsCaller(): void {
    this.#replacePeer('caller', this.#options.createConnectionId());
  }

  #replacePeer(role: PeerRole, connectionId: string): void {
    this.#peer?.close();
    this.#wasConnected = false;
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
    this.#startDeadline();
    this.#options.onChange();
  }

  #onPeerState(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.#clearTimers();
      this.#attempts = 0;
      this.#wasConnected = true;
      this.#setState('connected');
      this.#resolveConnected();
      return;
    }
    if (state === 'disconnected') {
      clearTimeout(this.#graceTimer);
      this.#graceTimer = setTimeout(() => {
        this.#repair();
      }, DISCONNECTED_GRACE_MS);
    } else if (state === 'failed' || state === 'closed') {
      this.#repair();
    }
  }

  #repair(): void {
    if (this.#closed) return;
    if (this.#wasConnected && this.#state === 'connected') this.#setState('reconnecting');
    this.#peer?.restartIce();
    if (this.#deadlineTimer === undefined) this.#startDeadline();
  }

  #onDeadline(): void {
    this.#deadlineTimer = undefined;
    if (this.#closed || this.#state === 'connected') return;
    if (this.#options.isReachable()) {
      this.#attempts += 1;
      if (this.#attempts > ATTEMPTS_BEFORE_FAILED) this.#setState('failed');
      if (this.#options.role === 'caller') {
        this.#startAsCaller();
        return;
      }
      this.#options.send({ kind: 'renew', connectionId: this.#peer?.connectionId ?? '' });
    }
    this.#startDeadline();
  }

  #startDeadline(): void {
    clearTimeout(this.#deadlineTimer);
    const wait = this.#attempts > ATTEMPTS_BEFORE_FAILED ? SLOW_DEADLINE_MS : CONNECT_DEADLINE_MS;
    this.#deadlineTimer = setTimeout(() => {
      this.#onDeadline();
    }, wait);
  }

  #clearTimers(): void {
    clearTimeout(this.#deadlineTimer);
    clearTimeout(this.#graceTimer);
    this.#deadlineTimer = undefined;
  }

  #setState(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onChange();
  }
}
