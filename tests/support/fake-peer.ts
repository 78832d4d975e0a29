import type { PeerLink, PeerOptions } from '../../src/client/mesh/peer.js';
import type { Participant, Signal } from '../../src/shared/protocol.js';

/** Replaces a `Peer`, which needs a browser, and records the calls. */
export interface FakePeer extends PeerLink {
  options: Omit<PeerOptions, 'config'>;
  restarts: number;
  repeats: number;
  closed: boolean;
  received: Signal[];
}

export function fakePeer(options: Omit<PeerOptions, 'config'>): FakePeer {
  const fake: FakePeer = {
    connectionId: options.connectionId,
    role: options.role,
    remote: {} as PeerLink['remote'],
    options,
    restarts: 0,
    repeats: 0,
    closed: false,
    received: [],
    setTrack: () => undefined,
    setIceServers() {
      if (fake.closed) throw new Error('InvalidStateError'); // as a browser does
    },
    audioLevel: () => 0,
    restartIce: () => (fake.restarts += 1),
    repeatOffer: () => (fake.repeats += 1),
    receive(signal) {
      fake.received.push(signal);
      return Promise.resolve();
    },
    close: () => (fake.closed = true),
  };
  return fake;
}

export function person(
  participantId: string,
  state: Participant['state'] = 'connected',
  joinNumber = 1,
): Participant {
  const media = { mic: true, camera: true, hand: false, screen: null };
  return { participantId, name: participantId, state, joinNumber, media };
}

export function firstOffer(connectionId: string): Signal {
  return {
    kind: 'description',
    connectionId,
    offerId: 1,
    isFirst: true,
    description: { type: 'offer', sdp: '' },
  };
}

export function laterOffer(connectionId: string): Signal {
  return {
    kind: 'description',
    connectionId,
    offerId: 2,
    isFirst: false,
    description: { type: 'offer', sdp: '' },
  };
}

export function candidate(connectionId: string, name = 'x'): Signal {
  return {
    kind: 'candidate',
    connectionId,
    candidate: { candidate: name, sdpMid: null, sdpMLineIndex: 0, usernameFragment: null },
  };
}
