/** Asks in a description for at most `bitrate` bits per second in each video line (RFC 3890). */
export function limitPictures(sdp: string, bitrate: number): string {
  return sdp.replaceAll(/^(m=video .*\r\nc=.*\r\n)/gm, `$1b=TIAS:${String(bitrate)}\r\n`);
}
