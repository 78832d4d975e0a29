import type { Language } from '../../messages/messages.js';
import type { AwayNotice, SendAwayNotice } from '../away-notices.js';
import { BusyError, WorkLimit } from '../work-limit.js';
import { DELIVERY, payloadOf } from './push-payloads.js';
import type { PushSubscriptions, PushTarget } from './push-subscriptions.js';
import { DEVICES_PER_USER_MAX } from './push-subscriptions.js';
import type { PushTransport } from './push-transport.js';
import { requestFor } from './web-push.js';
import type { VapidKeys } from './web-push.js';

export interface PushNotices {
  readonly send: SendAwayNotice;
  /** Resolves when everything has been sent or given up. */
  settled(): Promise<void>;
}

export interface PushNoticesOptions {
  readonly subscriptions: Pick<PushSubscriptions, 'targets' | 'forget'>;
  readonly keys: VapidKeys;
  readonly contact: string;
  readonly transport: PushTransport;
  /** The language that the account has chosen, or null. */
  languageOf(userId: string): Promise<Language | null>;
  /** Receives a line for the log. */
  onFailure(line: string): void;
  /** ms since the epoch */
  readonly now: () => number;
}

/** Requests at the same time. A request takes 5 s at most, so further ones wait only shortly. */
const REQUESTS = { running: 50, waiting: 500 };
/** One user, whose push service may be slow on purpose, cannot use up all requests. */
const PENDING_PER_USER_MAX = DEVICES_PER_USER_MAX;

export function createPushNotices(options: PushNoticesOptions): PushNotices {
  const { subscriptions, keys, contact, transport, languageOf, onFailure, now } = options;
  const requests = new WorkLimit(REQUESTS);
  /** The number of requests of each user that have not ended. */
  const pending = new Map<string, number>();
  const running = new Set<Promise<void>>();

  async function sendToAll(userId: string, notice: AwayNotice): Promise<void> {
    const at = now();
    const targets = await subscriptions.targets(userId);
    if (targets.length === 0) return;
    const language = await languageOf(userId);
    const places = PENDING_PER_USER_MAX - (pending.get(userId) ?? 0);
    if (targets.length > places) onFailure(`push dropped reason=pending user=${userId}`);
    await Promise.all(
      targets.slice(0, Math.max(0, places)).map(async (target) => {
        pending.set(userId, (pending.get(userId) ?? 0) + 1);
        try {
          await requests.run(() => sendTo(userId, target, { notice, language, at }));
        } catch (error) {
          const reason = error instanceof BusyError ? 'busy' : codeOf(error);
          onFailure(`push failed reason=${reason} user=${userId}`);
        } finally {
          const left = (pending.get(userId) ?? 1) - 1;
          if (left > 0) pending.set(userId, left);
          else pending.delete(userId);
        }
      }),
    );
  }

  async function sendTo(
    userId: string,
    target: PushTarget,
    { notice, language, at }: { notice: AwayNotice; language: Language | null; at: number },
  ): Promise<void> {
    const { ttlSeconds, urgency } = DELIVERY[notice.kind];
    const waitedSeconds = Math.floor((now() - at) / 1_000);
    const payload = JSON.stringify(payloadOf(notice, language ?? target.language, at));
    const request = await requestFor(target, payload, {
      keys,
      contact,
      ttlSeconds: Math.max(0, ttlSeconds - waitedSeconds),
      urgency,
    });
    const status = await transport(request);
    // The browser has ended the subscription, or it has expired (RFC 8030, section 7.3).
    if (status === 404 || status === 410) await subscriptions.forget(target.id);
    else if (status < 200 || status > 299) onFailure(`push failed status=${status} user=${userId}`);
  }

  return {
    send(userId, notice) {
      const task = sendToAll(userId, notice).catch((error: unknown) => {
        onFailure(`push failed reason=${codeOf(error)} user=${userId}`);
      });
      running.add(task);
      void task.finally(() => running.delete(task));
    },

    async settled() {
      await Promise.all(running);
    },
  };
}

/** The message of an error may contain the endpoint, which is a secret. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
