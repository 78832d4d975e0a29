import type { Reply, Requests, WireError } from '../shared/protocol.js';
import { payloads } from '../socket-schemas.js';
import type { z } from 'zod';
import { ProtocolError } from './protocol-error.js';
import { SENTENCES } from './sentences.js';
import type { SocketLimits } from './socket-limits.js';
import type { RealtimeSocket } from './sockets.js';

type Event = keyof Requests;

export type Handlers = {
  [E in Event]: (payload: Requests[E]['payload']) => Requests[E]['value'] | Promise<Requests[E]['value']>;
};

const schemas: { [E in Event]: z.ZodType<Requests[E]['payload']> } = payloads;

export interface AnswerOptions {
  readonly limits: SocketLimits;
  /** Told of what no client can be blamed for: the store's trouble, and our own faults. */
  onFailure(event: Event, error: unknown): void;
}

/**
 * Has every request of the socket answered: handlers see only what their schema accepted, the client always gets an
 * acknowledgement, and nothing throws, since a socket's listener has nobody to throw to but the process. Handlers
 * run in the turn in which the message came, which keeps messages in order.
 */
export function answerRequests(socket: RealtimeSocket, handlers: Handlers, options: AnswerOptions): void {
  const { limits, onFailure } = options;

  function listen<E extends Event>(event: E): void {
    const listener = (...args: unknown[]) => void respond(event, args);
    // What arrives is whatever the client sent, not what our types say of it.
    (socket as unknown as { on(event: string, listener: (...args: unknown[]) => void): void }).on(
      event,
      listener,
    );
  }

  async function respond<E extends Event>(event: E, args: unknown[]): Promise<void> {
    const { payload, acknowledge } = readArguments(args);
    if (!limits.take(event)) {
      acknowledge(refusal('rate-limited'));
      dropIfFlooding();
      return;
    }
    try {
      const parsed = schemas[event].safeParse(payload, { error: () => SENTENCES['bad-request'] });
      if (!parsed.success) {
        acknowledge(refusal('bad-request', parsed.error.issues[0]?.message));
        dropIfFlooding();
        return;
      }
      acknowledge({ ok: true, value: await handlers[event](parsed.data) });
    } catch (error) {
      if (error instanceof ProtocolError) {
        acknowledge(refusal(error.code));
        return;
      }
      onFailure(event, error);
      acknowledge(refusal(isStoreTrouble(error) ? 'unavailable' : 'internal'));
    }
  }

  function dropIfFlooding(): void {
    if (!limits.refuse()) socket.disconnect(true);
  }

  for (const event of Object.keys(payloads)) listen(event as Event);
  socket.onAny((event: unknown) => {
    if (typeof event !== 'string' || !Object.hasOwn(payloads, event)) dropIfFlooding();
  });
}

/** Whether the error is the database's: the driver and mongoose name theirs so. */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof Error && /^Mongo/.test(error.name);
}

/** Whether there is an acknowledgement is for the client to say, and so is whether there is a payload. */
function readArguments(args: unknown[]): { payload: unknown; acknowledge: (reply: Reply<unknown>) => void } {
  const last = args.at(-1);
  if (typeof last !== 'function') return { payload: args[0], acknowledge: () => undefined };
  return {
    payload: args.length > 1 ? args[0] : undefined,
    acknowledge: (reply) => {
      (last as (reply: Reply<unknown>) => void)(reply);
    },
  };
}

function refusal(code: WireError['code'], message = SENTENCES[code]): Reply<never> {
  return { ok: false, error: { code, message } };
}
