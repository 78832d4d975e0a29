const ACCOUNTS_MAX = 10_000;
const NETWORKS_PER_ACCOUNT_MAX = 8;

/**
 * Remembers from which networks each account has logged in, in memory. Keeps the latest networks of the accounts that
 * logged in last. The maximum per account prevents one person with many networks from displacing those of other people.
 */
export class KnownNetworks {
  readonly #networksOf = new Map<string, readonly string[]>();

  add(account: string, network: string): void {
    const others = (this.#networksOf.get(account) ?? []).filter((known) => known !== network);
    // A map keeps the order of insertion: deleting first puts the latest used account at the end.
    this.#networksOf.delete(account);
    this.#networksOf.set(account, [...others, network].slice(-NETWORKS_PER_ACCOUNT_MAX));
    const [oldest] = this.#networksOf.keys();
    if (this.#networksOf.size > ACCOUNTS_MAX && oldest !== undefined) this.#networksOf.delete(oldest);
  }

  has(account: string, network: string): boolean {
    return this.#networksOf.get(account)?.includes(network) ?? false;
  }
}
