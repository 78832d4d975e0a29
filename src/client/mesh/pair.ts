import type { IceServer, Signal } from '../../shared/protocol.js';
import { createLimit } from './limit.js';
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
/** Limits how often the other page can make this one start or ask for a connection. Two honest pages need far fewer. */
const REMOTE_STARTS_MAX = 6;
const REMOTE_STARTS_WINDOW_MS = 10_000;
/** A request for a new connection that arrives within this time may have crossed the first offer of the current one. */
const CROSSING_MS = 2_000;

export interface PairOptions {
  /** The page that joined later is the caller. The caller makes the first offer of every new connection. */
  role: PeerRole;
  createPeer(options: Omit<PeerOptions, 'config' | 'onChannel'>): PeerLink;
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
  readonly #options: PairOptions;
  readonly #tracks: Map<Slot, MediaStreamTrack | null>;
  #peer: PeerLink | null = null;
  #state: LinkState = 'connecting';
  /** Whether the current `Peer` has been connected. */
  #wasConnected = false;
  #attempts = 0;
  #deadlineTimer: ReturnType<typeof setTimeout> | undefined;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the current `Peer` began to connect, in ms on the page's clock. */
  #startedAt = 0;
  readonly #allowRemoteStart = createLimit(REMOTE_STARTS_MAX, REMOTE_STARTS_WINDOW_MS);
  readonly #allowRequest = createLimit(REMOTE_STARTS_MAX, REMOTE_STARTS_WINDOW_MS);
  #closed = false;

  constructor(options: PairOptions) {
    this.#options = options;
    this.#tracks = new Map(options.tracks);
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
      this.#onRenew(isCurrent);
    } else if (isCurrent) {
      void this.#peer?.receive(signal);
    } else if (signal.kind === 'description' && signal.description.type === 'offer') {
      if (!signal.isFirst) this.#requestFor(signal.connectionId);
      else if (!this.#prefersOwnOffer(signal.connectionId) && this.#allowRemoteStart()) {
        this.#replacePeer('callee', signal.connectionId);
        void this.#peer?.receive(signal);
      }
    } // any other signal belongs to an earlier connection
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    this.#peer?.setTrack(slot, track);
  }

  setIceServers(iceServers: IceServer[]): void {
    try {
      this.#peer?.setIceServers(iceServers);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /**
   * Signals reach the other page for the first time. Sends an offer that was made before, with the candidates found so far,
   * unless the other page has it already. From now on the time counts in which the connection must succeed.
   */
  peerIsThere(hasOffer: boolean): void {
    if (!hasOffer) this.#peer?.repeatOffer();
    this.#startedAt = performance.now();
    this.#startDeadline();
  }

  /** The two pages reach each other again. Signals of the time before may be lost, even if the server took them. */
  peerIsBack(): void {
    if (this.#state === 'connected') this.#peer?.repeatOffer();
    else this.#repairNow();
  }

  /** Restarts ICE even in a connected pair, because its path may be dead before the browser notices. */
  networkChanged(): void {
    if (this.#state === 'connected') this.#peer?.restartIce();
    else this.#repairNow();
  }

  /** Replaces the connection. */
  reconnect(): void {
    if (this.#options.isReachable()) this.#startAgain();
  }

  close(): void {
    this.#closed = true;
    this.#clearTimers();
    this.#peer?.close();
  }

  #onRenew(isCurrent: boolean): void {
    // The page that receives `renew` makes the offer, even as the callee. After a server restart each page may
    // consider itself the earlier arrival, and both would wait for the other's offer forever.
    const isObsolete = !isCurrent && (this.#state === 'connected' || this.#hasJustStarted());
    if (!isObsolete && this.#allowRemoteStart()) this.#startAsCaller();
  }

  /** The other page changes a connection that this page doesn't have, so that page must start a new one. */
  #requestFor(connectionId: string): void {
    const hasOffered = this.#peer?.role === 'caller' && !this.#wasConnected; // then a new one is under way already
    if (!hasOffered && this.#allowRequest()) this.#options.send({ kind: 'renew', connectionId });
  }

  #hasJustStarted(): boolean {
    return this.#peer !== null && performance.now() - this.#startedAt < CROSSING_MS;
  }

  /**
   * If a restarted server gave the two pages rosters in different orders, both may have made a first offer. Then both
   * keep the offer with the smaller connection id.
   */
  #prefersOwnOffer(remoteId: string): boolean {
    return this.#peer?.role === 'caller' && !this.#wasConnected && this.#peer.connectionId < remoteId;
  }

  #startAsCaller(): void {
    this.#replacePeer('caller', this.#options.createConnectionId());
  }

  #replacePeer(role: PeerRole, connectionId: string): void {
    this.#peer?.close();
    this.#peer = null;
    clearTimeout(this.#graceTimer);
    this.#wasConnected = false;
    if (this.#state === 'connected') this.#state = 'reconnecting';
    try {
      this.#peer = this.#createPeer(role, connectionId);
      this.#startedAt = performance.now();
    } catch (error) {
      this.#state = 'failed'; // browsers limit the number of connections; the deadline tries again
      this.#options.onError(error);
    }
    this.#startDeadline();
    this.#options.onChange();
  }

  #createPeer(role: PeerRole, connectionId: string): PeerLink {
    return this.#options.createPeer({
      role,
      connectionId,
      tracks: this.#tracks,
      send: this.#options.send,
      onState: (state) => {
        if (this.#peer?.connectionId === connectionId) this.#onPeerState(state);
      },
      onError: this.#options.onError,
    });
  }

  #onPeerState(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.#clearTimers();
      this.#attempts = 0;
      this.#wasConnected = true;
      this.#setState('connected');
      return;
    }
    if (state === 'disconnected') {
      clearTimeout(this.#graceTimer);
      this.#graceTimer = setTimeout(() => {
        this.#repair();
      }, DISCONNECTED_GRACE_MS);
    } else if (state === 'failed' || state === 'closed') {
      clearTimeout(this.#graceTimer);
      this.#repair();
    }
  }

  #repair(): void {
    if (this.#closed) return;
    if (this.#wasConnected && this.#state === 'connected') this.#setState('reconnecting');
    this.#peer?.restartIce();
    if (this.#deadlineTimer === undefined) this.#startDeadline();
  }

  /** Repairs a pair that isn't connected without waiting for the deadline, and returns to the short one. */
  #repairNow(): void {
    this.#attempts = 0;
    this.#startDeadline();
    if (this.#wasConnected) this.#peer?.restartIce();
    else if (this.#options.isReachable()) this.#startAgain();
  }

  #onDeadline(): void {
    this.#deadlineTimer = undefined;
    if (this.#closed || this.#state === 'connected') return;
    if (this.#options.isReachable()) {
      this.#attempts += 1;
      if (this.#attempts > ATTEMPTS_BEFORE_FAILED) this.#setState('failed');
      this.#startAgain();
    }
    this.#startDeadline();
  }

  /** The caller makes a new first offer; the callee asks for one. */
  #startAgain(): void {
    if (this.#options.role === 'caller') this.#startAsCaller();
    else this.#options.send({ kind: 'renew', connectionId: this.#peer?.connectionId ?? '' });
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
