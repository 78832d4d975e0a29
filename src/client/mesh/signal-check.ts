import type { Signal } from '../../shared/protocol.js';

/** Whether a value from another page has the shape of a signal. The browser itself checks SDP and candidates. */
export function isSignal(value: unknown): value is Signal {
  if (!isRecord(value) || typeof value['connectionId'] !== 'string') return false;
  const { kind, description, candidate, offerId, isFirst } = value;
  if (kind === 'description') {
    const isKnown =
      isRecord(description) && (description['type'] === 'offer' || description['type'] === 'answer');
    const isMarked = typeof offerId === 'number' && typeof isFirst === 'boolean';
    return isMarked && isKnown && typeof description['sdp'] === 'string';
  }
  if (kind === 'candidate') return isRecord(candidate) && typeof candidate['candidate'] === 'string';
  return kind === 'renew';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
