import { quotaPolicy } from './limit-state.js';
import type { Limit } from './limiter.js';
import { networkOf } from './network-of.js';

/** Many people may share a network, and one attacker may try many accounts or meetings from it. */
const PER_NETWORK = quotaPolicy({ capacity: 60, drainMs: 10_000 });
/** The comparison of a password occupies a processor for a quarter of a second, so a right one is not free either. */
const SUCCESS_COST = 0.05;

/** Limits all secrets of one kind that a network tries. Also bounds the records that one network can cause. */
export function networkLimit(kind: string, address: string): Limit {
  return { key: [`${kind} of a network`, networkOf(address)], policy: PER_NETWORK, onSuccess: SUCCESS_COST };
}
