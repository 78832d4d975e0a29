import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import type { Signal } from '../../shared/protocol.js';
import { fakePeer, firstOffer, laterOffer, type FakePeer } from '../../../tests/support/fake-peer.js';
import { CONNECT_DEADLINE_MS, DISCONNECTED_GRACE_MS, Pair, type PairOptions } from './pair.js';

function at(peers: FakePeer[], index: number): FakePeer {
  const peer = peers[index];
  assert.ok(peer, `there is no connection number ${String(index)}`);
  return peer;
}

function createPair(options: Partial<PairOptions> = {}) {
  const peers: FakePeer[] = [];
  const sent: Signal[] = [];
  const errors: unknown[] = [];
  let nextId = 1;
  let isBroken = false;
  const pair = new Pair({
    role: 'caller',
    tracks: new Map(),
    createConnectionId: () => `own-${String(nextId++)}`,
    createPeer: (peerOptions) => {
      if (isBroken) throw new Error('too many connections');
      const peer = fakePeer(peerOptions);
      peers.push(peer);
      return peer;
    },
    send: (signal) => sent.push(signal),
    isReachable: () => true,
    onChange: () => undefined,
    onError: (error) => errors.push(error),
    ...options,
  });
  const breakBrowser = (value: boolean) => (isBroken = value);
  return { pair, peers, sent, errors, breakBrowser };
}

/** Lets a pair of the caller miss so many deadlines that it goes on with the slow one. */
function fail(pair: Pair): void {
  for (let start = 0; start < 3; start++) mock.timers.tick(CONNECT_DEADLINE_MS);
  assert.equal(pair.state, 'failed');
}

describe('the repair of a pair', () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  });

  test('starts a new connection at once when the other page is back before the pair was ever connected', () => {
    const { pair, peers } = createPair();
    pair.peerIsBack();
    assert.equal(at(peers, 0).closed, true);
    assert.equal(at(peers, 1).role, 'caller');
  });

  test('replaces a connection that works if the page can no longer send over it', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    pair.reconnect();
    assert.deepEqual([at(peers, 0).closed, at(peers, 1).role, pair.state], [true, 'caller', 'reconnecting']);
    const other = createPair({ role: 'callee', isReachable: () => false });
    other.pair.reconnect();
    assert.deepEqual(other.sent, [], 'a signal would be lost');
  });

  test('asks for a new connection at once when it is the callee and the other page is back', () => {
    const { pair, sent } = createPair({ role: 'callee' });
    pair.peerIsBack();
    assert.deepEqual(sent, [{ kind: 'renew', connectionId: '' }]);
  });

  test('returns to the short deadline when the other page is back', () => {
    const { pair, peers } = createPair();
    fail(pair);
    pair.peerIsBack();
    const { length } = peers;
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(peers.length, length + 1);
  });

  test('restarts ICE when the other page is back and the path is still lost', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    at(peers, 0).options.onState('failed');
    pair.peerIsBack();
    assert.equal(at(peers, 0).restarts, 2);
    assert.equal(peers.length, 1);
  });

  test('repeats an offer that may be lost when the other page is back, even if the media flow', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    pair.peerIsBack();
    assert.equal(at(peers, 0).repeats, 1);
    assert.equal(at(peers, 0).restarts, 0);
  });

  test('starts a new connection on another network even if the pair was never connected', () => {
    const { pair, peers } = createPair();
    fail(pair);
    const { length } = peers;
    pair.networkChanged();
    assert.equal(peers.length, length + 1);
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(peers.length, length + 2, 'the deadline is the short one again');
  });

  test('waits with the short deadline on another network until the other page is reachable', () => {
    let isReachable = true;
    const { pair, peers } = createPair({ isReachable: () => isReachable });
    fail(pair);
    const { length } = peers;
    isReachable = false;
    pair.networkChanged();
    assert.equal(peers.length, length);
    isReachable = true;
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(peers.length, length + 1);
  });

  test('does not take the offer of an ICE restart for a first offer, and asks for a new connection', () => {
    const { pair, peers, sent } = createPair({ role: 'callee' });
    pair.receive(laterOffer('lost'));
    assert.equal(peers.length, 0);
    assert.deepEqual(sent, [{ kind: 'renew', connectionId: 'lost' }]);
  });

  test('does not ask for a new connection while its own first offer is under way', () => {
    const { pair, peers, sent } = createPair();
    pair.receive(laterOffer('earlier'));
    assert.equal(peers.length, 1);
    assert.deepEqual(sent, []);
  });

  test('answers only a few invented offers with a request', () => {
    const { pair, sent } = createPair({ role: 'callee' });
    for (let start = 0; start < 100; start++) pair.receive(laterOffer(`invented ${String(start)}`));
    assert.ok(sent.length < 10);
    pair.receive(firstOffer('real'));
    assert.equal(pair.peer?.connectionId, 'real');
  });

  test('starts once when a request for the replaced connection crosses its new offer', () => {
    const { pair, peers } = createPair();
    pair.peerIsBack();
    pair.receive({ kind: 'renew', connectionId: at(peers, 0).connectionId });
    assert.equal(peers.length, 2);
  });

  test('restarts ICE once when a connection fails shortly after the path was lost', () => {
    const { peers } = createPair();
    at(peers, 0).options.onState('connected');
    at(peers, 0).options.onState('disconnected');
    at(peers, 0).options.onState('failed');
    mock.timers.tick(DISCONNECTED_GRACE_MS);
    assert.equal(at(peers, 0).restarts, 1);
  });

  test('does not restart a new connection because the replaced one had lost its path', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    at(peers, 0).options.onState('disconnected');
    pair.receive(firstOffer('zzz'));
    mock.timers.tick(DISCONNECTED_GRACE_MS);
    assert.equal(at(peers, 1).restarts, 0);
  });

  test('fails and tries again when the browser can create no connection', () => {
    const { pair, peers, errors, breakBrowser } = createPair();
    at(peers, 0).options.onState('connected');
    breakBrowser(true);
    pair.receive(firstOffer('zzz'));
    assert.equal(pair.state, 'failed');
    assert.equal(pair.peer, null);
    assert.equal(errors.length, 1);
    breakBrowser(false);
    mock.timers.tick(CONNECT_DEADLINE_MS);
    at(peers, 1).options.onState('connected');
    assert.equal(pair.state, 'connected');
  });

  test('goes on trying while the browser can create no connection', () => {
    const { pair, errors, breakBrowser } = createPair();
    breakBrowser(true);
    mock.timers.tick(CONNECT_DEADLINE_MS);
    pair.networkChanged();
    pair.peerIsBack();
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.ok(errors.length >= 4);
    breakBrowser(false);
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.notEqual(pair.peer, null);
  });
});
