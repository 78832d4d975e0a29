/** The types in which a camera can be sent, as the API wants them. */
const TYPES = [
  'video/VP8',
  'video/H264;level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
] as const;
const PICTURE = { width: 1_280, height: 720, framerate: 30, bitrate: 1_500_000 };

/** Resolves to the types that this computer encodes in hardware, such as `video/h264`. */
export async function findHardwareCodecs(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const contentType of TYPES) {
    try {
      const info = await navigator.mediaCapabilities.encodingInfo({
        type: 'webrtc',
        video: { contentType, ...PICTURE },
      });
      const [name = ''] = contentType.toLowerCase().split(';');
      if (info.supported && info.smooth && info.powerEfficient) found.add(name);
    } catch {
      // Older browsers do not know this question.
    }
  }
  return found;
}
