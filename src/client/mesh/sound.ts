import { hasFewProcessors } from '../lib/few-processors.js';

/** How much sound a packet holds if nobody asks for anything else, in ms (RFC 7587, section 6.1). */
const USUAL_MS = 20;
/** Half as many packets, for which the sound comes 20 ms later. */
const LONG_MS = 40;
/** With so many others, packets of sound cost any computer much. */
const MANY = 7;
const MANY_FOR_FEW_PROCESSORS = 2;

/**
 * How much sound, in ms, a page asks each of the others to put into a packet. Sending and receiving costs per packet, and half
 * of the packets of a larger call are sound.
 */
export function packetTime(others: number, processors: number | undefined): number {
  const many = hasFewProcessors(processors) ? MANY_FOR_FEW_PROCESSORS : MANY;
  return others >= many ? LONG_MS : USUAL_MS;
}

/**
 * Adds to a description what this end wants of the other microphone: next to nothing while it is silent (Opus DTX, RFC 7587,
 * section 6.1), and packets of so many ms (`ptime`, RFC 8866, section 6.4). The first audio line is that of the microphone.
 */
export function withSoundWishes(sdp: string, packetMs = USUAL_MS): string {
  const ptime = packetMs === USUAL_MS ? '' : `\r\na=ptime:${String(packetMs)}`;
  return sdp.replace(/useinbandfec=1([^\r\n]*)/, `useinbandfec=1;usedtx=1$1${ptime}`);
}
