import { messages as t } from '#messages/ringing';
import type { IncomingRing } from '../../../shared/ring-protocol.js';

/** The sentence about an incoming call. */
export function incomingText({ from, media }: IncomingRing): string {
  return media === 'video' ? t.videoCall({ ...from }) : t.soundCall({ ...from });
}
