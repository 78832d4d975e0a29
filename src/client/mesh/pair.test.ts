import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import type { Signal } from '../../shared/protocol.js';
import { candidate, fakePeer, firstOffer, type FakePeer } from '../../../tests/support/fake-peer.js';
import { CONNECT_DEADLINE_MS, DISCONNECTED_GRACE_MS, Pair, type PairOptions } from './pair.js';

function at(peers: FakePeer[], index: number): FakePeer {
  const peer = peers[index];
  assert.ok(peer, `there is no connection number ${String(index)}`);
  return peer;
}

function createPair(options: Partial<PairOptions> = {}) {
  const peers: FakePeer[] = [];
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

describe('a pair', () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  });

  test('makes the first offer as the caller, and waits for one as the callee', () => {
    assert.equal(at(createPair().peers, 0).role, 'caller');
    assert.equal(createPair({ role: 'callee' }).peers.length, 0);
  });

  test('starts a connection with an offer only', () => {
    const { pair, peers } = createPair({ role: 'callee' });
    pair.receive(candidate('remote'));
    assert.equal(peers.length, 0);
    pair.receive(firstOffer('remote'));
    assert.equal(at(peers, 0).role, 'callee');
    assert.equal(at(peers, 0).connectionId, 'remote');
    assert.deepEqual(at(peers, 0).received, [firstOffer('remote')]);
  });

  test('does nothing about a short interruption', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    at(peers, 0).options.onState('disconnected');
    mock.timers.tick(DISCONNECTED_GRACE_MS - 1);
    assert.equal(pair.state, 'connected');
    at(peers, 0).options.onState('connected');
    mock.timers.tick(DISCONNECTED_GRACE_MS);
    assert.equal(at(peers, 0).restarts, 0);
  });

  test('restarts ICE when the path stays lost, and replaces the connection when that fails', () => {
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

  test('asks the caller for a new connection when it is the callee', () => {
    const { pair, sent } = createPair({ role: 'callee' });
    pair.receive(firstOffer('remote'));
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.deepEqual(sent, [{ kind: 'renew', connectionId: 'remote' }]);
  });

  test('makes an offer on request when both pages are the callee', () => {
    const { pair, peers } = createPair({ role: 'callee' });
    pair.receive({ kind: 'renew', connectionId: '' });
    assert.equal(at(peers, 0).role, 'caller');
  });

  test('keeps a connection that works when a late request arrives', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    pair.receive({ kind: 'renew', connectionId: 'long gone' });
    assert.equal(peers.length, 1);
  });

  test('keeps the offer with the smaller id when both pages made their first', () => {
    const smaller = createPair();
    smaller.pair.receive(firstOffer('zzz'));
    assert.equal(smaller.peers.length, 1, 'own-1 is the smaller id');
    const larger = createPair();
    larger.pair.receive(firstOffer('aaa'));
    assert.equal(at(larger.peers, 0).closed, true);
    assert.equal(at(larger.peers, 1).role, 'callee');
  });

  test('accepts a new connection from the other page in the middle of a call', () => {
    const { pair, peers } = createPair();
    at(peers, 0).options.onState('connected');
    pair.receive(firstOffer('zzz'));
    assert.equal(pair.state, 'reconnecting');
    assert.equal(at(peers, 1).connectionId, 'zzz');
    at(peers, 0).options.onState('failed');
    assert.equal(at(peers, 1).restarts, 0, 'the old connection is ignored');
  });

  test('starts no new connection until the other page is reachable', () => {
    let isReachable = false;
    const { peers } = createPair({ isReachable: () => isReachable });
    mock.timers.tick(CONNECT_DEADLINE_MS * 3);
    assert.equal(peers.length, 1);
    isReachable = true;
    mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(peers.length, 2);
  });

  test('becomes failed after three connections in vain, and goes on trying', () => {
    const { pair, peers } = createPair();
    for (let start = 0; start < 3; start++) mock.timers.tick(CONNECT_DEADLINE_MS);
    assert.equal(pair.state, 'failed');
    assert.equal(peers.length, 4);
    at(peers, 3).options.onState('connected');
    assert.equal(pair.state, 'connected');
  });

  test('limits the connections that the other page can ask for', () => {
    const { pair, peers } = createPair({ role: 'callee' });
    for (let start = 0; start < 100; start++) pair.receive(firstOffer(`invented ${String(start)}`));
    assert.ok(peers.length < 10);
  });

  test('does nothing after it was closed', () => {
    const { pair, peers, sent } = createPair({ role: 'callee' });
    pair.receive(firstOffer('remote'));
    pair.close();
    mock.timers.tick(CONNECT_DEADLINE_MS * 3);
    assert.equal(at(peers, 0).closed, true);
    assert.deepEqual(sent, []);
  });
});
