import type { Slot } from './slots.js';

type Codec = Pick<RTCRtpCodec, 'mimeType' | 'sdpFmtpLine'>;

/** Part of WebRTC Extensions, which the DOM types don't know yet, and Firefox and Safari neither. */
interface HeaderExtensions {
  getHeaderExtensionsToNegotiate(): { uri: string; direction: string }[];
  setHeaderExtensionsToNegotiate(extensions: { uri: string; direction: string }[]): void;
}

/** With what repairs lost packets: at once on a long path, or again on a short one. */
const PICTURE = ['vp8', 'h264', 'rtx', 'red', 'ulpfec'];
/** The codecs of each media line, the best first. Every browser knows VP8, H.264 and Opus (RFC 7742, RFC 7874). */
const CODECS: Record<Slot, readonly string[]> = {
  mic: ['opus'],
  camera: PICTURE,
  screen: ['vp9', ...PICTURE],
  screenAudio: ['opus'],
};
/** One profile of each is enough: what every browser decodes, and what hardware encodes. */
const PROFILES: Record<string, RegExp> = {
  h264: /(?=.*packetization-mode=1).*profile-level-id=42e0/,
  vp9: /^(?!.*profile-id=[^0])/,
};
/** Which line a packet belongs to, when it left, how it is turned, and how loud it is. Nobody reads the others. */
const EXTENSIONS = /mid|abs-send-time|transport-wide|orientation|ssrc-audio-level/;

/** The codecs that a media line offers, in order. `repeatsSound` puts RED first (RFC 2198). */
export function chooseCodecs<C extends Codec>(slot: Slot, known: readonly C[], repeatsSound: boolean): C[] {
  const names = repeatsSound && slot === 'mic' ? ['red', ...CODECS.mic] : CODECS[slot];
  return names.flatMap((name) =>
    known.filter(
      ({ mimeType, sdpFmtpLine = '' }) =>
        mimeType.toLowerCase().endsWith(`/${name}`) && (PROFILES[name]?.test(sdpFmtpLine) ?? true),
    ),
  );
}

/**
 * Leaves out of a first offer what no page of Parley uses: descriptions shrink to half, and both ends handle them faster.
 * Does so in Chromium only. Firefox 153 keeps the feedback lines of codecs that it leaves out, and Chromium refuses those;
 * its descriptions are short anyway.
 */
export function narrow(transceiver: RTCRtpTransceiver, slot: Slot, repeatsSound: boolean): void {
  const control = transceiver as RTCRtpTransceiver & Partial<HeaderExtensions>;
  if (!control.getHeaderExtensionsToNegotiate || !control.setHeaderExtensionsToNegotiate) return;
  try {
    const { codecs = [] } = RTCRtpReceiver.getCapabilities(transceiver.receiver.track.kind) ?? {};
    transceiver.setCodecPreferences(chooseCodecs(slot, codecs, repeatsSound));
    const known = control.getHeaderExtensionsToNegotiate();
    control.setHeaderExtensionsToNegotiate(
      known.map((each) => (EXTENSIONS.test(each.uri) ? each : { ...each, direction: 'stopped' })),
    );
  } catch {
    // The browser offers everything that it knows.
  }
}
