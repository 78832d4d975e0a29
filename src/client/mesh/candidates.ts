/**
 * False for a candidate that only costs signals. The TCP candidates of browsers are active: a browser opens TCP connections for
 * ICE, but accepts none, and two active ends never connect (RFC 6544, section 6.2). They are half of all candidates of a computer
 * without servers for ICE. An end that does accept connections learns the address of the caller from the connection itself.
 */
export function canMeet({ tcpType }: Pick<RTCIceCandidate, 'tcpType'>): boolean {
  return tcpType !== 'active';
}

/** A description with the candidates that can meet those of another browser. */
export function withMeetingCandidates(sdp: string): string {
  return sdp.replace(/^a=candidate:.* tcptype active\b.*\r\n/gm, '');
}
