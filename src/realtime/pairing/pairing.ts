import type { Blocks } from '../../services/blocks.js';
import type { RandomMail } from '../../services/random-mail.js';
import type { RandomSeats, Seat } from '../../services/random-seats.js';
import type { EndReason, RandomMode } from '../../shared/random-protocol.js';
import type { Signal } from '../../shared/signal.js';
import { ProtocolError } from '../protocol-error.js';
import { TaskQueue } from '../task-queue.js';
import { match } from './match.js';
import { LocalPages } from './local-pages.js';
import type { Caller, LocalPage, PageLink, PairNews } from './page-link.js';

export interface PairingOptions {
  readonly seats: RandomSeats;
  readonly mail: RandomMail<PairNews>;
  readonly blocks: Pick<Blocks, 'among'>;
  /** Names this run of the server. */
  readonly server: string;
  /** ms since 1970. The clocks of servers that share a database may differ by a few seconds. */
  readonly now: () => number;
}

/** So often a server says that it is running, and that its pages are there. */
export const BEAT_MS = 3_000;
/** A page whose connection is lost may come back within this time. */
export const GRACE_MS = 15_000;
/** A server that is silent for this long has stopped, and the pages there count as lost. */
const SERVER_LOST_MS = 20_000;
/** A server makes both halves of a pair within a few ms. A half that stays alone for this long is taken back. */
const HALF_PAIR_MS = 5_000;
/** Pairs of two pages of this server change elsewhere only if a person goes on at another server. */
const COMPARE_ALL_MS = 2_000;
/** More people than this are matched in later rounds. The rounds follow each other quickly. */
const ROUND_MAX = 200;

/**
 * Pairs people who wait, and passes messages between the two pages of a pair. All servers on one database do this together: the
 * seats in the database decide, and this class only knows the pages of its own server. Owns no timer: the caller calls
 * `tick` at short intervals.
 */
export class Pairing {
  readonly #options: PairingOptions;
  readonly #pages: LocalPages;
  readonly #queue = new TaskQueue();
  #beatAt = -Infinity;
  #comparedAllAt = -Infinity;
  #working: Promise<void> | null = null;
  #mustCompare = false;
  #mustMatch = false;
  /** The people who have just learnt of their pair. */
  readonly #announced: string[] = [];

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#pages = new LocalPages(options);
  }

  /** Whether somebody waits, or is in a pair with a page of another server. Then ticks have to follow each other quickly. */
  get isBusy(): boolean {
    return this.#pages.list().some((local) => this.#pages.isShared(local));
  }

  /** Waits for another person. Leaves the pair in which the person is, also with another page. */
  start({ userId, page, link }: Caller, mode: RandomMode, because: EndReason = 'left'): Promise<void> {
    return this.#queue.run(userId, async () => {
      const { seats, server, now } = this.#options;
      const before = await seats.wait({ userId, page, server }, mode);
      const previous = this.#pages.get(userId);
      this.#pages.set({ userId, page, mode, link, since: now(), pair: null, isWaiting: true });
      if (previous && previous.page !== page) previous.link?.replaced();
      if (before) await this.#endForPartner(before, because);
    });
  }

  /** The page leaves for good, for example because the person has closed it or logged out. */
  leave(userId: string, page: string, because: EndReason = 'left'): Promise<void> {
    return this.#queue.run(userId, async () => {
      if (this.#pages.get(userId)?.page === page) this.#pages.delete(userId);
      const before = await this.#options.seats.stop(userId, page);
      if (before) await this.#endForPartner(before, because);
    });
  }

  /** The connection of the page is lost. A page in a pair may come back; one that waits does not keep its place. */
  lose(userId: string, page: string, link: PageLink): Promise<void> {
    return this.#queue.run(userId, async () => {
      const local = this.#pages.get(userId);
      if (local?.link !== link) return; // the page has a newer connection
      local.link = null;
      local.since = this.#options.now();
      if (local.pair) {
        await this.#pages.tell(local.pair, { kind: 'partner', isConnected: false });
        return;
      }
      this.#pages.delete(userId);
      const before = await this.#options.seats.stop(userId, page);
      if (before) await this.#endForPartner(before, 'lost');
    });
  }

  /** The page is connected again. Resolves to false if its pair has ended meanwhile. */
  resume({ userId, page, link }: Caller, pairId: string): Promise<boolean> {
    return this.#queue.run(userId, async () => {
      const { seats, server, now } = this.#options;
      const seat = await seats.resume({ userId, page, server });
      if (seat?.pairId !== pairId || seat.partnerId === null) return false;
      const partner = (await seats.find([seat.partnerId])).get(seat.partnerId);
      if (partner?.pairId !== pairId) {
        await seats.release(userId, pairId);
        return false;
      }
      const pair = { pairId, partnerId: seat.partnerId, partnerServer: partner.server };
      this.#pages.set({ userId, page, mode: seat.mode, link, since: now(), pair, isWaiting: false });
      await this.#pages.tell(pair, { kind: 'partner', isConnected: true });
      return true;
    });
  }

  /** @throws {ProtocolError} `not-paired`, or `unreachable` while the other page is not connected */
  async signal(userId: string, link: PageLink, pairId: string, signal: Signal): Promise<void> {
    const pair = this.#pages.pairOf(userId, link);
    if (pair?.pairId !== pairId) throw new ProtocolError('not-paired');
    if (!(await this.#pages.tell(pair, { kind: 'signal', signal }))) throw new ProtocolError('unreachable');
  }

  /** The id of the pair that this page knows of, or null. */
  pairOf(userId: string, link: PageLink): string | null {
    return this.#pages.pairOf(userId, link)?.pairId ?? null;
  }

  /** Delivers messages of other servers, notices what they have done, and matches people. Calls do not overlap. */
  tick(): Promise<void> {
    this.#mustCompare = true;
    return this.matchNow();
  }

  /** Matches people at once, because somebody has just begun to wait. */
  matchNow(): Promise<void> {
    this.#mustMatch = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  /** Nobody can meet the people who wait here any more. Pairs stay, and their pages continue at the next server. */
  async close(): Promise<void> {
    await this.#working?.catch(() => undefined);
    await this.#queue.idle();
    if (this.#pages.size > 0) await this.#options.seats.closeWaiting(this.#options.server);
    this.#pages.clear();
  }

  async #work(): Promise<void> {
    while (this.#mustCompare || this.#mustMatch) {
      if (this.#mustCompare) {
        this.#mustCompare = false;
        if (this.#pages.size === 0) return;
        await this.#beat();
        await this.#collectMail();
        await this.#compareSeats();
      }
      this.#mustMatch = false;
      if (this.#pages.list().some(({ isWaiting }) => isWaiting)) await this.#matchPeople();
      // The other person may have left while this page did not know of the pair yet.
      const announced = this.#announced.splice(0);
      await Promise.all(announced.map((userId) => this.#follow(userId)));
    }
  }

  async #beat(): Promise<void> {
    const { seats, server, now } = this.#options;
    if (now() - this.#beatAt < BEAT_MS) return;
    this.#beatAt = now();
    for (const { userId, page, link, since } of this.#pages.list()) {
      if (link === null && now() - since >= GRACE_MS) await this.leave(userId, page, 'lost');
    }
    await seats.beat(server, this.#pages.userIds());
  }

  async #collectMail(): Promise<void> {
    const { mail, server } = this.#options;
    const letters = await mail.collect(server);
    for (const { userId, pairId, news } of letters) this.#pages.deliver(userId, pairId, news);
  }

  /** The seats decide. Finds those that say something else than their pages know. */
  async #compareSeats(): Promise<void> {
    const { seats, server, now } = this.#options;
    const isThorough = now() - this.#comparedAllAt >= COMPARE_ALL_MS;
    if (isThorough) this.#comparedAllAt = now();
    const pages = this.#pages.list().filter((local) => isThorough || this.#pages.isShared(local));
    const own = await seats.find(pages.map(({ userId }) => userId));
    const partnerIds = [...own.values()].flatMap(({ partnerId }) => (partnerId === null ? [] : [partnerId]));
    const partners = await seats.find(partnerIds.filter((id) => !own.has(id)));
    for (const [userId, seat] of own) {
      const local = this.#pages.get(userId);
      const partner = partners.get(seat.partnerId ?? '') ?? own.get(seat.partnerId ?? '');
      const isAsKnown =
        local?.page === seat.page &&
        seat.server === server &&
        local.isWaiting === (seat.state === 'waiting') &&
        (local.pair?.pairId ?? null) === seat.pairId &&
        (local.pair === null ||
          (partner?.pairId === seat.pairId &&
            partner.server === local.pair.partnerServer &&
            !this.#isSilent(partner, local)));
      if (!isAsKnown) await this.#follow(userId);
    }
  }

  /** Reads the seat again, after earlier requests of this person, and brings the page up to date. */
  #follow(userId: string): Promise<void> {
    return this.#queue.run(userId, async () => {
      const { seats, server, now } = this.#options;
      const local = this.#pages.get(userId);
      const seat = (await seats.find([userId])).get(userId);
      if (!local || !seat) return;
      if (seat.page !== local.page || seat.server !== server) {
        // The person has gone on with another page, or this page has connected to another server.
        this.#pages.delete(userId);
        if (seat.page !== local.page) local.link?.replaced();
        return;
      }
      if (seat.pairId === null || seat.partnerId === null) {
        if (local.pair) this.#pages.deliver(userId, local.pair.pairId, LEFT);
        // The other person has left before this page knew of the pair.
        else if (local.isWaiting && seat.state === 'idle')
          await seats.wait({ userId, page: local.page, server }, local.mode);
        return;
      }
      const partner = (await seats.find([seat.partnerId])).get(seat.partnerId);
      if (partner?.pairId === seat.pairId) {
        this.#announce(local, seat, partner);
        if (!this.#isSilent(partner, local)) return;
        await seats.release(partner.userId, seat.pairId);
        await seats.release(userId, seat.pairId);
        this.#pages.deliver(userId, seat.pairId, { kind: 'ended', reason: 'lost' });
      } else if (local.pair?.pairId === seat.pairId) {
        await seats.release(userId, seat.pairId);
        this.#pages.deliver(userId, seat.pairId, LEFT);
      } else if (now() - (seat.pairedAt ?? 0) >= HALF_PAIR_MS) {
        await seats.undo(userId, seat.pairId); // a server has stopped between the two halves
      }
    });
  }

  /** Whether the server of the other page has stopped. */
  #isSilent(partner: Seat, { since }: LocalPage): boolean {
    const { server, now } = this.#options;
    return partner.server !== server && now() - Math.max(partner.seenAt, since) > SERVER_LOST_MS;
  }

  async #matchPeople(): Promise<void> {
    const { seats, blocks, server, now } = this.#options;
    // After a failure of the database, a page that is gone may still have its seat here for a while.
    const waiting = (await seats.waiting(ROUND_MAX)).filter(
      (seat) => seat.server !== server || this.#pages.has(seat.userId),
    );
    if (waiting.length < 2) return;
    const areApart = await blocks.among(waiting.map(({ userId }) => userId));
    // All servers find the same pairs, and each makes those in which the first person is connected to it.
    const own = match(waiting, areApart, now()).filter(([one]) => one.server === server);
    const work = own.map(async ([one, other]) => {
      // Without success one of the seats has changed, so a further round may find another pair.
      this.#mustMatch ||= (await seats.claim(one, other)) === null;
      await Promise.all([this.#follow(one.userId), this.#follow(other.userId)]);
    });
    await Promise.all(work);
  }

  /** Tells a page about its pair, once. */
  #announce(local: LocalPage, { pairId }: Seat, partner: Seat): void {
    if (pairId === null) return;
    if (local.pair?.pairId === pairId) {
      local.pair.partnerServer = partner.server;
      return;
    }
    local.isWaiting = false;
    local.pair = { pairId, partnerId: partner.userId, partnerServer: partner.server };
    const role = local.userId < partner.userId ? 'caller' : 'callee';
    local.link?.matched({ pairId, role, mode: local.mode });
    this.#announced.push(local.userId);
  }

  /** `before` is the seat of a person who has left it. */
  async #endForPartner({ pairId, partnerId }: Seat, reason: EndReason): Promise<void> {
    if (pairId === null || partnerId === null) return;
    const { seats } = this.#options;
    const partner = (await seats.find([partnerId])).get(partnerId);
    if (partner?.pairId !== pairId) return;
    await seats.release(partnerId, pairId);
    await this.#pages.tell({ pairId, partnerId, partnerServer: partner.server }, { kind: 'ended', reason });
  }
}

const LEFT: PairNews = { kind: 'ended', reason: 'left' };
