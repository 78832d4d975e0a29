import type { PictureLink } from '../sending/picture-link.js';
import { readStats } from '../sending/read-stats.js';
import { asksForProbe, NEW_CARRY, nextCarry, type Carry } from './carry.js';

type Peer = PictureLink['peer'];

/** One connection that sends the camera. */
export interface WatchedPath {
  readonly peer: Peer;
  /** What its pictures may use together, in bits per second. */
  readonly granted: number;
  /** Whether the connection sends everything that is asked for. Before, its path has proved nothing. */
  readonly isSettled: boolean;
}

interface PathState {
  carry: Carry;
  /** The time of the latest statistics, in ms since the epoch. */
  at: number;
  /** What was read last, and when, in ms on the page's clock. */
  read: { report: Promise<RTCStatsReport>; at: number } | null;
}

/** An encoder that does not adapt floods a path that becomes weak, so the page looks twice as often as for everything else. */
const INTERVAL_MS = 500;
const RECENT_MS = 450;

/** Measures the paths of connections, and decides which of them carry the pictures of a shared encoder. */
export class CarryWatch {
  readonly #onChange: () => void;
  readonly #states = new WeakMap<Peer, PathState>();
  #paths: readonly WatchedPath[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `onChange` is called when a path begins or ceases to carry them, or to need a probe. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Measures these paths from now on; without any, it costs nothing. */
  follow(paths: readonly WatchedPath[]): void {
    this.#paths = paths;
    for (const { peer, isSettled } of paths) {
      const state = this.#stateOf(peer);
      if (!isSettled) state.carry = { ...state.carry, carries: false, good: 0, tight: 0 };
    }
    if (paths.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setInterval(() => void this.#measure(), INTERVAL_MS);
  }

  carries(peer: Peer): boolean {
    return this.#states.get(peer)?.carry.carries === true;
  }

  /** Whether the path could carry them, and has not shown enough room yet. */
  mustGrow(peer: Peer): boolean {
    return this.#paths.some((path) => path.peer === peer && path.isSettled) && !this.carries(peer);
  }

  /** Whether the browser should measure now whether the path has more room than it believes. */
  needsProbe(peer: Peer): boolean {
    return this.mustGrow(peer) && asksForProbe(this.#stateOf(peer).carry);
  }

  /** For others who want to know the same, because a browser takes a millisecond for each report. */
  recentStats(peer: Peer): Promise<RTCStatsReport> | null {
    const read = this.#states.get(peer)?.read;
    return read && performance.now() - read.at < RECENT_MS ? read.report : null;
  }

  #stateOf(peer: Peer): PathState {
    const state = this.#states.get(peer) ?? { carry: NEW_CARRY, at: 0, read: null };
    this.#states.set(peer, state);
    return state;
  }

  async #measure(): Promise<void> {
    const changes = await Promise.all(this.#paths.map((path) => this.#measurePath(path)));
    if (changes.includes(true)) this.#onChange();
  }

  /** Resolves to whether the decision has changed. */
  async #measurePath({ peer, granted, isSettled }: WatchedPath): Promise<boolean> {
    if (!isSettled) return false;
    const state = this.#stateOf(peer);
    try {
      const report = peer.getStats();
      state.read = { report, at: performance.now() };
      const { available, loss, at } = readStats((await report).values(), state.at);
      const before = state.carry;
      state.carry = nextCarry(before, { available, loss, granted });
      state.at = at;
      return state.carry.carries !== before.carries || asksForProbe(state.carry) !== asksForProbe(before);
    } catch {
      return false; // the connection has been closed meanwhile
    }
  }
}
