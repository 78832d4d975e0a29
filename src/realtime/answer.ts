import type { z } from 'zod';
import { isDatabaseFailure } from '../services/database-errors.js';
import { BusyError } from '../services/work-limit.js';
import type { Reply, Requests, WireError } from '../shared/protocol.js';
import { ERROR_MESSAGES } from './error-messages.js';
import { ProtocolError } from './protocol-error.js';
import { costOf } from './socket-limits.js';
import type { SocketLimits } from './socket-limits.js';
import { payloads } from './socket-schemas.js';
import type { RealtimeSocket } from './socket-types.js';

type Event = keyof Requests;

export type Handlers = {
  [E in Event]: (payload: Requests[E]['payload']) => Requests[E]['value'] | Promise<Requests[E]['value']>;
};

const schemas: { [E in Event]: z.ZodType<Requests[E]['payload']> } = payloads;

export interface AnswerOptions {
  readonly limits: SocketLimits;
  /** Receives every error that is not a `ProtocolError`: failures of the database, and bugs. */
  onFailure(event: Event, error: unknown): void;
}

/**
 * Answers every request of the socket. Handlers receive only payloads that their schema accepts, and the client always
 * receives an acknowledgement. Never throws: an error in a socket's listener would end the process. Each handler is
 * called synchronously when its message arrives, which keeps the messages in order.
 */
export function answerRequests(socket: RealtimeSocket, handlers: Handlers, options: AnswerOptions): void {
  const { limits, onFailure } = options;

  function listen<E extends Event>(event: E): void {
    const listener = (...args: unknown[]) => void respond(event, args);
    // A client can send any arguments, whatever the types of the protocol say.
    (socket as unknown as { on(event: string, listener: (...args: unknown[]) => void): void }).on(
      event,
      listener,
    );
  }

  async function respond<E extends Event>(event: E, args: unknown[]): Promise<void> {
    const { payload, acknowledge } = readArguments(args);
    const refuse = (code: WireError['code'], message?: string) => {
      acknowledge(refusal(code, message));
      dropIfFlooding();
    };
    if (!limits.take(event)) {
      refuse('rate-limited');
      return;
    }
    try {
      const parsed = schemas[event].safeParse(payload, { error: () => ERROR_MESSAGES['bad-request'] });
      if (!parsed.success) {
        refuse('bad-request', parsed.error.issues[0]?.message);
        return;
      }
      const furtherTokens = costOf(event, parsed.data) - 1;
      if (furtherTokens > 0 && !limits.take(event, furtherTokens)) {
        refuse('rate-limited');
        return;
      }
      acknowledge({ ok: true, value: await handlers[event](parsed.data) });
    } catch (error) {
      if (error instanceof ProtocolError) {
        acknowledge(refusal(error.code));
        return;
      }
      const isBusy = error instanceof BusyError;
      if (!isBusy) onFailure(event, error);
      acknowledge(refusal(isBusy || isDatabaseFailure(error) ? 'unavailable' : 'internal'));
    }
  }

  function dropIfFlooding(): void {
    if (!limits.takeRefusal()) socket.disconnect(true);
  }

  for (const event of Object.keys(payloads)) listen(event as Event);
  socket.onAny((event: unknown) => {
    if (typeof event !== 'string' || !Object.hasOwn(payloads, event)) dropIfFlooding();
  });
}

/** A client may leave out the payload of an empty request, and the acknowledgement of any request. */
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

function refusal(code: WireError['code'], message = ERROR_MESSAGES[code]): Reply<never> {
  return { ok: false, error: { code, message } };
}
