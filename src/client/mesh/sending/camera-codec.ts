/** The part of a negotiated codec that this file reads. */
type Codec = Pick<RTCRtpCodec, 'mimeType'>;

/**
 * The codec in which a camera is sent; undefined for the one that the browser takes by itself.
 * `hardware` holds the types that hardware encodes, such as `video/h264`. Most computers encode few pictures at once in
 * hardware, and several of them cost less in software that shares its work. So it serves a call of two only.
 */
export function cameraCodec<C extends Codec>(
  negotiated: readonly C[],
  hardware: ReadonlySet<string>,
  others: number,
): C | undefined {
  const isCheap = ({ mimeType }: Codec) => hardware.has(mimeType.toLowerCase());
  if (!negotiated.some(isCheap)) return undefined;
  if (others === 1) return negotiated.find(isCheap);
  // Not simply the first: Chromium moves a chosen codec to the front.
  return negotiated.find(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8');
}
