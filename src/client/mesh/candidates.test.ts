import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canMeet, withMeetingCandidates } from './candidates.js';

const UDP = 'a=candidate:33 1 udp 2122194687 192.0.2.2 35306 typ host generation 0';
const ACTIVE = 'a=candidate:31 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active generation 0';
const PASSIVE = 'a=candidate:32 1 tcp 1518214911 192.0.2.2 4000 typ host tcptype passive';

test('an active TCP candidate meets no browser, and any other may', () => {
  assert.equal(canMeet({ tcpType: 'active' }), false);
  assert.equal(canMeet({ tcpType: 'passive' }), true);
  assert.equal(canMeet({ tcpType: null }), true);
});

test('a description loses its active TCP candidates and nothing else', () => {
  const sdp = (...candidates: string[]) =>
    ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', ...candidates, 'a=ice-ufrag:vM+h', ''].join('\r\n');
  const written = withMeetingCandidates(sdp(UDP, ACTIVE, PASSIVE, ACTIVE));
  assert.equal(written, sdp(UDP, PASSIVE));
  assert.equal(withMeetingCandidates(written), written);
});
