import { everyone, isInCall, type CallState } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';
import type { LinkActions } from './link-actions.js';
import type { drawQrCode } from './qr-code.js';

/** Loads the bundle with the QR code. */
export type LoadQrCode = (
  address: string,
  onLoad: (bundle: { drawQrCode: typeof drawQrCode }) => void,
) => { load(): void };

/** The card beside the own picture while nobody else is in the call: the link, with the ways to pass it on. */
export function createInvite(
  page: HTMLElement,
  { link, copy, share }: LinkActions,
  loadQrCode: LoadQrCode,
): (state: CallState) => void {
  const section = find(page, '#call', HTMLElement);
  const card = find(page, '#invite', HTMLElement);
  const qrCode = find(card, 'svg', SVGElement);
  const shareButton = find(card, '#invite-share', HTMLButtonElement);
  const loader = loadQrCode(page.dataset['qrCode'] ?? '', (bundle) => {
    bundle.drawQrCode(qrCode, link);
  });
  setText(find(card, '.invite__link', HTMLElement), link);
  find(card, '#invite-copy', HTMLButtonElement).addEventListener('click', copy);
  shareButton.hidden = share === null;
  if (share) shareButton.addEventListener('click', share);

  return function render(state): void {
    const isAlone = isInCall(state) && everyone(state).length <= 1;
    if (isAlone) loader.load();
    card.hidden = !isAlone;
    section.classList.toggle('call--alone', isAlone);
  };
}
