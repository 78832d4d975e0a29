import type { PushTransport } from '../../src/services/push/push-transport.js';
import type { PushRequest } from '../../src/services/push/web-push.js';

const PATIENCE_MS = 5_000;

/** A push service in this process: keeps what Parley sends, and answers as a test wants. */
export class PushService {
  readonly requests: PushRequest[] = [];
  /** The status of the answers, by endpoint; without one, 201. */
  readonly statuses = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  readonly transport: PushTransport = async (request) => {
    this.requests.push(request);
    for (const check of this.#waiting) check();
    return this.statuses.get(request.endpoint) ?? 201;
  };

  /** Resolves to the first `count` requests as soon as they have arrived. */
  async received(count: number): Promise<PushRequest[]> {
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => {
        reject(new Error(`The push service got ${this.requests.length} of ${count} requests`));
      }, PATIENCE_MS);
      const check = () => {
        if (this.requests.length < count) return;
        clearTimeout(timeout);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
    return this.requests.slice(0, count);
  }
}
