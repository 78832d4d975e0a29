import type { PeerLink, PeerOptions } from '../../src/client/mesh/peer.js';
import type { IceServer, Participant, Signal } from '../../src/shared/protocol.js';

/** Replaces a `Peer`, which needs a browser, and records the calls. */
export interface FakePeer extends PeerLink {
  options: Omit<PeerOptions, 'config' | 'onChannel'>;
  /** Hands over the port of a data channel, as a real peer does. */
  onChannel: PeerOptions['onChannel'];
  config: RTCConfiguration;
  /** The servers that replaced those of the configuration. */
  iceServers: IceServer[] | null;
  restarts: number;
  repeats: number;
  /** What `pendingOffer` returns. */
  pending: ReturnType<PeerLink['pendingOffer']>;
  closed: boolean;
  received: Signal[];
}

export function fakePeer(
  options: Omit<PeerOptions, 'config' | 'onChannel'> & Partial<Pick<PeerOptions, 'config' | 'onChannel'>>,
): FakePeer {
  const fake: FakePeer = {
    connectionId: options.connectionId,
    role: options.role,
    remote: {} as PeerLink['remote'],
    options,
    onChannel: options.onChannel ?? (() => undefined),
    config: options.config ?? {},
    iceServers: null,
    restarts: 0,
    repeats: 0,
    pending: null,
    closed: false,
    received: [],
    setTrack: () => undefined,
    setIceServers(iceServers) {
      if (fake.closed) throw new Error('InvalidStateError'); // as a browser does
      fake.iceServers = iceServers as IceServer[];
    },
    audioLevel: () => 0,
    senderOf: () => null,
    getStats: () => Promise.resolve(new Map() as RTCStatsReport),
    restartIce: () => (fake.restarts += 1),
    repeatOffer: () => (fake.repeats += 1),
    pendingOffer: () => fake.pending,
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
  return {
    participantId,
    name: participantId,
    isGuest: false,
    role: 'participant',
    state,
    joinNumber,
    media,
  };
}

export function firstOffer(connectionId: string): Extract<Signal, { kind: 'description' }> {
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
