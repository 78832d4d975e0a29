import assert from 'node:assert/strict';
import mongoose from 'mongoose';
import type { PageLink } from '../../src/realtime/pairing/page-link.js';
import type { Pairing } from '../../src/realtime/pairing/pairing.js';
import type { RandomMode } from '../../src/shared/random-protocol.js';

/** Numbers from 0 to 1 that depend only on the seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What happened, as the people themselves have seen it: the id of a pair → the ids of those who were told. */
export type Meetings = Map<string, string[]>;

interface World {
  now: number;
  random(): number;
  meetings: Meetings;
}

/** One person with one page, who does what a page does. Times are in ms of the world's clock. */
export class RandomPerson {
  readonly userId = String(new mongoose.Types.ObjectId());
  readonly mode: RandomMode;
  server: Pairing;
  pairId: string | null = null;
  /** Since when this person waits, or null. */
  waitsSince: number | null = null;
  /** When this person does something next. */
  actsAt: number;
  longestWaitMs = 0;
  meetings = 0;
  #page = 0;
  #link: PageLink;

  private readonly world: World;

  constructor(server: Pairing, mode: RandomMode, world: World) {
    this.world = world;
    this.server = server;
    this.mode = mode;
    this.actsAt = world.random() * 5_000;
    this.#link = this.#newLink();
  }

  /** Looks for somebody, or leaves the pair for the next one. */
  async start(): Promise<void> {
    this.pairId = null;
    this.waitsSince = this.world.now;
    this.actsAt = Infinity;
    const who = { userId: this.userId, page: String(this.#page), link: this.#link };
    await this.server.start(who, this.mode);
  }

  async leave(): Promise<void> {
    this.#forget();
    this.actsAt = this.world.now + 500 + this.world.random() * 3_000;
    await this.server.leave(this.userId, String(this.#page));
  }

  /** The page loses its connection and comes back on one of the servers. */
  async reconnect(server: Pairing): Promise<void> {
    const link = this.#link;
    this.#link = this.#newLink();
    await this.server.lose(this.userId, String(this.#page), link);
    this.server = server;
    const { pairId } = this;
    if (pairId === null) {
      await this.start();
      return;
    }
    const who = { userId: this.userId, page: String(this.#page), link: this.#link };
    if (!(await server.resume(who, pairId)) && this.pairId === pairId) this.#endsPair();
  }

  /** The person goes on in another tab. */
  async anotherTab(server: Pairing): Promise<void> {
    this.#page += 1;
    this.#link = this.#newLink();
    this.server = server;
    await this.start();
  }

  /** The time of the wait so far counts too. */
  stopsWaiting(): void {
    if (this.waitsSince !== null)
      this.longestWaitMs = Math.max(this.longestWaitMs, this.world.now - this.waitsSince);
    this.waitsSince = null;
  }

  #forget(): void {
    this.pairId = null;
    this.stopsWaiting();
  }

  #endsPair(): void {
    this.pairId = null;
    this.actsAt = this.world.now + 1_000;
  }

  #newLink(): PageLink {
    const link: PageLink = {
      matched: ({ pairId }) => {
        if (link !== this.#link) return;
        assert.equal(this.pairId, null, 'this person is in another pair');
        assert.notEqual(this.waitsSince, null, 'this person does not look for anyone');
        this.stopsWaiting();
        this.pairId = pairId;
        this.meetings += 1;
        this.actsAt = this.world.now + 3_000 + this.world.random() * 17_000;
        const told = this.world.meetings.get(pairId) ?? [];
        this.world.meetings.set(pairId, [...told, this.userId]);
      },
      ended: (pairId) => {
        if (link === this.#link && this.pairId === pairId) this.#endsPair();
      },
      signal: () => undefined,
      partnerState: () => undefined,
      replaced: () => {
        assert.notEqual(link, this.#link, 'only an earlier page is replaced');
      },
    };
    return link;
  }
}
