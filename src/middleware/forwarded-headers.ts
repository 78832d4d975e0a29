import type { RequestHandler } from 'express';
import type { Log } from '../logging/log.js';

/** `hop` counts from the peer, which is 0, towards the browser. */
export type IsTrustedProxy = (address: string, hop: number) => boolean;

const FORWARDED = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'];

/**
 * Logs once that a peer which is not trusted sends forwarded headers. If that is the operator's own proxy, then everybody
 * shares its address, and wrong passwords of one person limit the logins of all.
 */
export function reportUntrustedProxy(log: Pick<Log, 'warn'>, isTrusted: IsTrustedProxy): RequestHandler {
  let isReported = false;
  return ({ headers, socket }, _res, next) => {
    const { remoteAddress = 'unknown' } = socket;
    const hasForwarded = FORWARDED.some((name) => headers[name] !== undefined);
    if (!isReported && hasForwarded && !isTrusted(remoteAddress, 0)) {
      isReported = true;
      log.warn(
        `ignoring forwarded headers from ${remoteAddress}. If this is the address of your proxy, set TRUST_PROXY, because otherwise all people share its limits for wrong passwords.`,
      );
    }
    next();
  };
}

/**
 * Lets `req.secure` be true for every request. For a server whose public address is https: even if its proxy does not
 * say how the browser connected, cookies get the attribute `Secure`.
 */
export const treatAsSecure: RequestHandler = (req, _res, next) => {
  Object.defineProperty(req, 'secure', { value: true });
  next();
};
