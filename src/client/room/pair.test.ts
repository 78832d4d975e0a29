import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import type { Signal } from '../../shared/protocol.js';
import { CONNECT_DEADLINE_MS, DISCONNECTED_GRACE_MS, Pair, type PairOptions } from './pair.js';
import type { PeerLink, PeerOptions } from './peer.js';

type Made = PeerLink & {
  options: Omit<PeerOptions, 'config'>;
  restarts: number;
  closed: boolean;
  received: Signal[];
};

/** Stands in for what needs a browser; remembers what was asked of it. */
function fakePeer(options: Omit<PeerOptions, 'config'>): Made {
  const made: Made = {
    connectionId: options.connectionId,
    role: options.role,
    remote: {} as PeerLink['remote'],
    options,
    restarts: 0,
    closed: false,
    received: [],
    setTrack: () => undefined,
    setIceServers: () => undefined,
    audioLevel: () => 0,
    restartIce() {
      made.restarts += 1;
    },
    receive(signal) {
      made.received.push(signal);
      return Promise.resolve();
    },
    close() {
      made.closed = true;
    },
  };
  return made;
}

function at(peers: Made[], index: number): Made {
  const peer = peers[index];
  assert.ok(peer, `there is no start number ${String(index)}`);
  return peer;
}

function createPair(options: Partial<PairOptions> = {}) {
  const peers: Made[] = [];
  const sent: Signal[] = [];
  let nextId = 1;
  const pair = new Pair({
    role: 'caller',
    tracks: new Map(),
    createConnectionId: () => `own-${String(nextId++)}`,
    createPeer: (peerOptions) => {
      const peer = fakePeer(peerOptions);
      peers.push(peer);
      return peer;
    },
    send: (signal) => sent.push(signal),
    isReachable: () => true,
    onChange: () => undefined,
    onError: (error) => assert.fail(String(error)),
    ...options,
  });
  return { pair, peers, sent };
}

const offer = (connectionId: string): Signal => ({
  kind: 'description',
  connectionId,
  description: { type: 'offer', sdp: '' },
});

describe('a pair', () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  });

  test('offers at once when it is the later arrival, and waits when it is not', () => {
    assert.equal(at(createPair().peers, 0).role, 'caller');
    assert.equal(createPair({ role: 'callee' }).peers.length, 0);
  });

  test('begins with an offer, and with nothing else', () => {
    const { pair, peers } = createPair({ role: 'callee' });
    pair.receive({
      kind: 'candidate',
      connectionId: 'theirs',
      candidate: { candidate: '', sdpMid: null, sdpMLineIndex: 0, usernameFragment: null },
    });
    assert.equal(peers.length, 0);
    pair.receive(offer('theirs'));
    assert.equal(at(peers, 0).role, 'callee');
    assert.equal(at(peers, 0).connectionId, 'theirs');
    assert.deepEqual(at(peers, 0).received, [offer('theirs')]);
  });

  test('lets a short interruption heal by itself', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    at(peers, 0).options.onState('disconnected');
    mock.timers.tick(DISCONNECTED_GRACE_MS - 1);
    assert.equal(pair.state, 'connected');
    at(peers, 0).options.onState('connected');
    mock.timers.tick(DISCONNECTED_GRACE_MS);
    assert.equal(at(peers, 0).restarts, 0);
  });

  test('looks for a new path when the old one stays lost, and starts anew when there is none', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    at(peers, 0).options.onState('disconnected');
    mock.timers.tick(DISCONNECTED_GRACE_MS);
    assert.equal(pair.state, 'reconnecting');
    assert.equal(at(peers, 0).restarts, 1);
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(at(peers, 0).closed, true);
    assert.equal(at(peers, 1).role, 'caller');
    assert.notEqual(at(peers, 1).connectionId, at(peers, 0).connectionId);
    at(peers, 1).options.onState('connected');
    assert.equal(pair.state, 'connected');
  });

  test('asks the other end to start anew when offering is not its part', () => {
    const { pair, sent } = createPair({ role: 'callee' });
    pair.receive(offer('theirs'));
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.deepEqual(sent, [{ kind: 'renew', connectionId: 'theirs' }]);
  });

  test('offers when it is asked to, though both ends took themselves for the earlier arrival', () => {
    const { pair, peers } = createPair({ role: 'callee' });
    pair.receive({ kind: 'renew', connectionId: '' });
    assert.equal(at(peers, 0).role, 'caller');
  });

  test('does not restart a connection that works because of a request that came late', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    pair.receive({ kind: 'renew', connectionId: 'long gone' });
    assert.equal(peers.length, 1);
  });

  test('agrees with the other end on one offer when both made their first', () => {
    const smaller = createPair();
    smaller.pair.receive(offer('zzz'));
    assert.equal(smaller.peers.length, 1, 'own-1 is the smaller id and stays');
    const larger = createPair();
    larger.pair.receive(offer('aaa'));
    assert.equal(at(larger.peers, 0).closed, true);
    assert.equal(at(larger.peers, 1).role, 'callee');
  });

  test('accepts a fresh start of the other end in the middle of a call', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    pair.receive(offer('zzz'));
    assert.equal(pair.state, 'reconnecting');
    assert.equal(at(peers, 1).connectionId, 'zzz');
    at(peers, 0).options.onState('failed');
    assert.equal(at(peers, 1).restarts, 0, 'the old connection has no say any more');
  });

  test('waits with repairs that need the other end until it can be reached', () => {
    let isReachable = false;
    const { peers } = createPair({ isReachable: () => isReachable });
    mock.timers.tick(CONNECT_DEADLINE_MS * 3);
    assert.equal(peers.length, 1);
    isReachable = true;
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(peers.length, 2);
  });

  test('says that it fails after three starts in vain, and goes on trying', () => {
    const { pair, peers } = createPair();
    for (let start = 0; start < 3; start++) mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(pair.state, 'failed');
    assert.equal(peers.length, 4);
    at(peers, 3).options.onState('connected');
    assert.equal(pair.state, 'connected');
  });

  test('does not start anew without end for a page that asks for it again and again', () => {
    const { pair, peers } = createPair({ role: 'callee' });
    for (let start = 0; start < 100; start++) pair.receive(offer(`made up ${String(start)}`));
    assert.ok(peers.length < 10);
  });

  test('does nothing any more once it is closed', () => {
    const { pair, peers, sent } = createPair({ role: 'callee' });
    pair.receive(offer('theirs'));
    pair.close();
    mock.timers.tick(CONNECT_DEADLINE_MS * 3);
    assert.equal(at(peers, 0).closed, true);
    assert.deepEqual(sent, []);
  });
});
