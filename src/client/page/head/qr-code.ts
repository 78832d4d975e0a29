import { encode } from 'uqr';
import { qrPath } from './qr-path.js';

/** The quiet zone that ISO/IEC 18004 demands, in modules. */
const QUIET_ZONE = 4;

/** Draws the QR code of `text` into an `<svg>` with one `<path>`, and shows it. Nothing leaves this computer. */
export function drawQrCode(svg: SVGElement, text: string): void {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.querySelector('path')?.setAttribute('d', qrPath(data));
  svg.removeAttribute('hidden');
}
