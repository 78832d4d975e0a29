import type { RingMedia } from '../../../shared/ring-protocol.js';
import { rememberAnswered } from '../answered-call.js';
import { ownAddress } from '../../lib/own-address.js';

/** Opens the meeting of an answered call, where the page joins by itself. */
export function enterRoom(code: string, media: RingMedia): void {
  rememberAnswered(code);
  location.assign(ownAddress(`room/${encodeURIComponent(code)}?call=${media}`));
}
