import { randomUUID } from 'node:crypto';
import type { Blocks } from '../../services/blocks.js';
import type { IceServers } from '../../services/ice-servers.js';
import type { Quota } from '../../services/limits/attempt.js';
import type { RandomMail } from '../../services/random-mail.js';
import type { RandomReports } from '../../services/random-reports.js';
import type { RandomSeats } from '../../services/random-seats.js';
import type { RandomReport, RandomRequests } from '../../shared/random-protocol.js';
import type { Handlers } from '../answer.js';
import type { ParticipantIds } from '../participant-id.js';
import { ProtocolError } from '../protocol-error.js';
import type { RealtimeSocket } from '../socket-types.js';
import type { PageLink, PairNews } from './page-link.js';
import { Pairing } from './pairing.js';

export interface RandomPagesOptions {
  readonly seats: RandomSeats;
  readonly mail: RandomMail<PairNews>;
  readonly blocks: Pick<Blocks, 'among' | 'block'>;
  readonly reports: Pick<RandomReports, 'add' | 'partnerOf' | 'pausedUntil'>;
  /** By the id of the reporter. */
  readonly reportQuota: Quota;
  readonly iceServers: Pick<IceServers, 'forSession'>;
  /** Names the page of a secret, so that the database does not hold the secret. */
  readonly pageIds: ParticipantIds;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Receives the error when the database fails outside of a request. */
  onFailure(error: unknown): void;
}

/** A page on another server learns within this time what this server has done. */
const TICK_MS = 300;
/** While nobody waits, and every pair is on this server, one tick of so many is enough. */
const QUIET_TICKS = 7;

/** Connects the sockets of random pages with the pairing. Without options, every request is refused. */
export class RandomPages {
  readonly #options: RandomPagesOptions | null;
  readonly #pairing: Pairing | null;
  readonly #links = new WeakMap<RealtimeSocket, PageLink>();
  readonly #pageOf = new WeakMap<RealtimeSocket, string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: RandomPagesOptions | null) {
    this.#options = options;
    this.#pairing = options && new Pairing({ ...options, server: randomUUID() });
    if (!options) return;
    let quiet = 0;
    this.#timer = setInterval(() => {
      quiet = this.#pairing?.isBusy ? 0 : quiet + 1;
      if (quiet % QUIET_TICKS === 0) this.#inBackground(this.#pairing?.tick());
    }, TICK_MS);
    this.#timer.unref();
  }

  handlers(socket: RealtimeSocket): Pick<Handlers, keyof RandomRequests> {
    const { user } = socket.data;
    const link = this.#linkOf(socket);

    const parts = () => {
      if (!this.#options || !this.#pairing) throw new ProtocolError('random-off');
      if (user.username === null) throw new ProtocolError('unauthorized'); // a guest
      return { ...this.#options, pairing: this.#pairing };
    };
    /** The page that this socket speaks for. A socket that names another secret leaves the earlier page. */
    const pageFor = async (tabId: string) => {
      const page = parts().pageIds('random', user.id, tabId);
      const earlier = this.#pageOf.get(socket);
      this.#pageOf.set(socket, page);
      if (earlier !== undefined && earlier !== page) await parts().pairing.leave(user.id, earlier);
      return { userId: user.id, page, link };
    };
    const partnerOf = async (pairId: string) => {
      const partnerId = await parts().reports.partnerOf(user.id, pairId);
      if (partnerId === null) throw new ProtocolError('not-paired');
      return partnerId;
    };
    const leavePair = async (pairId: string) => {
      const page = this.#pageOf.get(socket);
      if (page !== undefined && parts().pairing.pairOf(user.id, link) === pairId)
        await parts().pairing.leave(user.id, page);
    };

    return {
      'random-start': async ({ tabId, mode, because }) => {
        const { reports, pairing } = parts();
        if ((await reports.pausedUntil(user.id)) !== null) {
          await pairing.leave(user.id, (await pageFor(tabId)).page);
          throw new ProtocolError('paused');
        }
        await pairing.start(await pageFor(tabId), mode, because);
        if (!socket.connected) this.lose(socket);
        this.#inBackground(pairing.matchNow());
        return {};
      },

      'random-leave': async () => {
        const { pairing } = parts();
        const page = this.#pageOf.get(socket);
        if (page !== undefined) await pairing.leave(user.id, page);
        return {};
      },

      'random-resume': async ({ tabId, pairId }) => {
        const { pairing } = parts();
        const isPaired = await pairing.resume(await pageFor(tabId), pairId);
        if (!socket.connected) this.lose(socket);
        return { isPaired };
      },

      'random-signal': async ({ pairId, signal }) => {
        await parts().pairing.signal(user.id, link, pairId, signal);
        return {};
      },

      'random-report': async (report) => {
        await this.#addReport(user.id, await partnerOf(report.pairId), report);
        await leavePair(report.pairId);
        return {};
      },

      'random-block': async ({ pairId }) => {
        await parts().blocks.block(user.id, await partnerOf(pairId));
        await leavePair(pairId);
        return {};
      },
    };
  }

  isPaired(socket: RealtimeSocket): boolean {
    return (this.#pairing?.pairOf(socket.data.user.id, this.#linkOf(socket)) ?? null) !== null;
  }

  /** The connection of this page is lost. */
  lose(socket: RealtimeSocket): void {
    const page = this.#pageOf.get(socket);
    if (page === undefined) return;
    this.#inBackground(this.#pairing?.lose(socket.data.user.id, page, this.#linkOf(socket)));
  }

  /** The session of this page has ended. */
  leave(socket: RealtimeSocket): void {
    const page = this.#pageOf.get(socket);
    if (page === undefined) return;
    this.#pageOf.delete(socket);
    this.#inBackground(this.#pairing?.leave(socket.data.user.id, page));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pairing?.close().catch(this.#options?.onFailure);
  }

  async #addReport(reporterId: string, reportedId: string, report: RandomReport): Promise<void> {
    if (!this.#options) return;
    const { reports, reportQuota, log } = this.#options;
    if (!(await reportQuota.take(reporterId)).allowed) throw new ProtocolError('rate-limited');
    const { pairId, reason, text } = report;
    if (!(await reports.add({ pairId, reporterId, reportedId, reason, text }))) return;
    log(`random meeting reported user=${reportedId} by=${reporterId} reason=${reason}`);
    if ((await reports.pausedUntil(reportedId)) !== null)
      log(`paused from random meetings user=${reportedId}`);
  }

  #inBackground(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => this.#options?.onFailure(error));
  }

  #linkOf(socket: RealtimeSocket): PageLink {
    const known = this.#links.get(socket);
    if (known) return known;
    const link: PageLink = {
      matched: (match) => {
        const ice = this.#options?.iceServers.forSession(socket.data.sessionId);
        if (ice) socket.emit('matched', { ...match, ...ice });
      },
      signal: (pairId, signal) => {
        socket.emit('random-signal', { pairId, signal });
      },
      ended: (pairId, reason) => {
        socket.emit('match-ended', { pairId, reason });
      },
      partnerState: (pairId, isConnected) => {
        socket.emit('partner-state', { pairId, isConnected });
      },
      replaced: () => {
        socket.emit('random-replaced');
      },
    };
    this.#links.set(socket, link);
    return link;
  }
}
