/**
 * A browser opens TCP connections for ICE, but accepts none. Two such ends never connect (RFC 6544, section 6.2), so these
 * candidates would only cost signals. They are half of all candidates of a computer without servers for ICE.
 */
export function canMeet({ tcpType }: Pick<RTCIceCandidate, 'tcpType'>): boolean {
  return tcpType !== 'active';
}

/** A description with the candidates that can meet those of another browser. */
export function withMeetingCandidates(sdp: string): string {
  return sdp.replace(/^a=candidate:.* tcptype active\b.*\r\n/gm, '');
}
