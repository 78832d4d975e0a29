import type { RandomMail } from '../../services/random-mail.js';
import type { LocalPage, LocalPair, PageLink, PairNews } from './page-link.js';

/** The random pages that are connected to this server, and the way to their partners on other servers. */
export class LocalPages {
  readonly #pages = new Map<string, LocalPage>();
  readonly #server: string;
  readonly #mail: RandomMail<PairNews>;

  /** `server` names this run of the server. */
  constructor({ server, mail }: { server: string; mail: RandomMail<PairNews> }) {
    this.#server = server;
    this.#mail = mail;
  }

  get size(): number {
    return this.#pages.size;
  }

  list(): LocalPage[] {
    return [...this.#pages.values()];
  }

  userIds(): string[] {
    return [...this.#pages.keys()];
  }

  has(userId: string): boolean {
    return this.#pages.has(userId);
  }

  get(userId: string): LocalPage | undefined {
    return this.#pages.get(userId);
  }

  /** Replaces an earlier page of the same person. */
  set(page: LocalPage): void {
    this.#pages.set(page.userId, page);
  }

  delete(userId: string): void {
    this.#pages.delete(userId);
  }

  clear(): void {
    this.#pages.clear();
  }

  /** The pair that this page knows of. Null for an earlier connection of the page too. */
  pairOf(userId: string, link: PageLink): LocalPair | null {
    const local = this.#pages.get(userId);
    return local?.link === link ? local.pair : null;
  }

  /** Whether another server may change this person's seat soon. */
  isShared({ isWaiting, pair }: LocalPage): boolean {
    return isWaiting || (pair !== null && pair.partnerServer !== this.#server);
  }

  /** Resolves to false if the other page is connected to this server and its connection is lost. */
  async tell({ partnerId: userId, partnerServer, pairId }: LocalPair, news: PairNews): Promise<boolean> {
    if (partnerServer === this.#server) return this.deliver(userId, pairId, news);
    await this.#mail.post(partnerServer, { userId, pairId, news });
    return true;
  }

  /** Returns false if the page does not know of this pair, or if its connection is lost. */
  deliver(userId: string, pairId: string, news: PairNews): boolean {
    const local = this.#pages.get(userId);
    if (local?.pair?.pairId !== pairId) return false;
    if (news.kind === 'ended') local.pair = null;
    if (!local.link) return false;
    if (news.kind === 'signal') local.link.signal(pairId, news.signal);
    else if (news.kind === 'ended') local.link.ended(pairId, news.reason);
    else local.link.partnerState(pairId, news.isConnected);
    return true;
  }
}
