import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { Roster, Signal } from '../../shared/protocol.js';
import { candidate, fakePeer, firstOffer, person, type FakePeer } from '../../../tests/support/fake-peer.js';
import { Mesh } from './mesh.js';

interface Sent {
  to: string;
  signal: Signal;
  /** The server's answer: true when it has relayed the signal. */
  answer(delivered: boolean): Promise<void>;
}

const opened: Mesh[] = [];

/** A mesh whose signals wait for `answer`. */
function createMesh() {
  const peers: FakePeer[] = [];
  const sent: Sent[] = [];
  const errors: unknown[] = [];
  const states = new Map<string, string>();
  let nextId = 1;
  let isBroken = false;
  const mesh = new Mesh({
    certificate: {} as RTCCertificate,
    createConnectionId: () => `connection-${String(nextId++)}`,
    createPeer: (options) => {
      if (isBroken) throw new Error('too many connections');
      const peer = fakePeer(options);
      peers.push(peer);
      return peer;
    },
    onRemote: (id, remote) => {
      if (remote) states.set(id, remote.state);
      else states.delete(id);
    },
    send: (to, signal) =>
      new Promise((resolve) => {
        sent.push({
          to,
          signal,
          answer: async (delivered) => {
            resolve(delivered);
            await settle();
          },
        });
      }),
    onMessage: () => undefined,
    onError: (error) => errors.push(error),
  });
  opened.push(mesh);
  const join = (roster: Roster, { epoch = 'first run', resumed = false } = {}) => {
    mesh.joined({ self: 'me', roster, iceServers: [], epoch, resumed, gone: [], relayed: [] });
  };
  const peer = (index: number): FakePeer => {
    const found = peers[index];
    assert.ok(found, `there is no connection number ${String(index)}`);
    return found;
  };
  const take = (): Sent => {
    const first = sent.shift();
    assert.ok(first, 'a signal was sent');
    return first;
  };
  const breakBrowser = (value: boolean) => (isBroken = value);
  return { mesh, peers, peer, sent, take, join, errors, states, breakBrowser };
}

const settle = () => new Promise(setImmediate);
const names = (sent: Sent[]) =>
  sent.map(({ signal }) => (signal.kind === 'candidate' ? signal.candidate.candidate : signal.kind));

describe('the signals of a mesh', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    for (const mesh of opened.splice(0)) mesh.close();
    mock.timers.reset();
  });

  test('keep their order when an early one is refused and later ones are under way', async () => {
    const { mesh, peer, sent, take, join } = createMesh();
    join([person('ann'), person('me')]);
    const { connectionId, options } = peer(0);
    options.onState('connected');
    for (const name of ['a', 'b']) options.send(candidate(connectionId, name));
    const [a, b] = [take(), take()];
    mesh.update([person('ann', 'reconnecting'), person('me')]);
    options.send(candidate(connectionId, 'c'));
    await a.answer(false);
    await b.answer(false);
    mesh.update([person('ann'), person('me')]);
    assert.deepEqual(names(sent), ['a', 'b', 'c']);
  });

  test('of a replaced connection do not drop its successor’s when the server refuses them late', async () => {
    const { mesh, peer, sent, take, join } = createMesh();
    join([person('ann'), person('me')]);
    peer(0).options.send(candidate(peer(0).connectionId, 'old'));
    const old = take();
    mesh.update([person('ann', 'reconnecting'), person('me')]);
    mesh.receive('ann', firstOffer('connection-0')); // its id is smaller, so it replaces the own offer
    peer(1).options.send(candidate(peer(1).connectionId, 'new'));
    peer(1).options.onState('connected');
    await old.answer(false);
    mesh.update([person('ann'), person('me')]);
    assert.deepEqual(names(sent), ['new']);
  });

  test('are sent again after a moment when the server refuses them although their addressee is there', async () => {
    const { peer, sent, take, join } = createMesh();
    join([person('ann'), person('me')]);
    peer(0).options.send(candidate(peer(0).connectionId, 'a'));
    await take().answer(false);
    assert.deepEqual(names(sent), []);
    mock.timers.tick(2_000);
    assert.deepEqual(names(sent), ['a']);
  });

  test('that the lost socket carried are sent again, whether or not their answers arrive', async () => {
    const { mesh, peer, sent, take, join } = createMesh();
    join([person('ann'), person('me')]);
    peer(0).options.onState('connected');
    peer(0).options.send(candidate(peer(0).connectionId, 'a'));
    const a = take();
    mesh.disconnected();
    join([person('ann'), person('me', 'connected', 2)], { resumed: true });
    await a.answer(false);
    assert.deepEqual(names(sent), ['a']);
  });

  test('that come before the roster names their sender wait for it', () => {
    const { mesh, peers, peer, join } = createMesh();
    join([person('me')]);
    mesh.receive('ann', firstOffer('remote'));
    mesh.receive('ann', candidate('remote'));
    assert.equal(peers.length, 0);
    mesh.update([person('me'), person('ann')]);
    assert.deepEqual(peer(0).received, [firstOffer('remote'), candidate('remote')]);
  });

  test('that were lost in a dead socket lead to a new connection when the page has joined again', () => {
    const { mesh, peers, join } = createMesh();
    join([person('ann'), person('me')]);
    mesh.update([person('ann', 'connected', 2), person('me')]); // the server never saw the old socket end
    assert.equal(peers.length, 2);
    mesh.update([person('ann', 'connected', 2), person('me')]);
    assert.equal(peers.length, 2);
  });

  test('that this page missed lead to a repeated offer after its rejoin', () => {
    const { mesh, peer, join } = createMesh();
    join([person('ann'), person('me')]);
    peer(0).options.onState('connected');
    const before = peer(0).repeats;
    mesh.disconnected();
    join([person('ann'), person('me', 'connected', 2)], { resumed: true });
    assert.equal(peer(0).repeats - before, 1);
  });

  test('that wait for the join go out as one offer with all candidates, on the prepared connection', () => {
    const { mesh, peer, peers, sent, join } = createMesh();
    mesh.prepare(['ann'], []);
    peer(0).options.send(firstOffer(peer(0).connectionId));
    peer(0).options.send(candidate(peer(0).connectionId));
    peer(0).repeatOffer = () => peer(0).options.send(firstOffer(peer(0).connectionId));
    join([person('ann'), person('me')]);
    assert.equal(peers.length, 1);
    assert.deepEqual(
      sent.map(({ signal }) => signal),
      [firstOffer(peer(0).connectionId)],
    );
  });

  test('reach the other participants when the browser can create no further connection', () => {
    const { mesh, peer, peers, join, errors, states, breakBrowser } = createMesh();
    join([person('ann'), person('me')]);
    peer(0).options.onState('connected');
    breakBrowser(true);
    mesh.update([person('ann'), person('ben'), person('me')]);
    mesh.receive('ann', firstOffer('replaced'));
    assert.deepEqual(
      [...states],
      [
        ['ann', 'failed'],
        ['ben', 'failed'],
      ],
    );
    assert.equal(errors.length, 2);
    breakBrowser(false);
    mesh.disconnected();
    join([person('ann'), person('ben'), person('me', 'connected', 2)], { resumed: true });
    assert.equal(peers.length, 3);
  });

  test('meet a join that succeeds although one connection refuses the ICE servers', async () => {
    const { mesh, peer, join, errors } = createMesh();
    join([person('ann'), person('me')]);
    peer(0).options.onState('connected');
    peer(0).setIceServers = () => assert.fail('InvalidStateError');
    mesh.disconnected();
    mesh.joined({
      self: 'me',
      roster: [person('ann'), person('ben'), person('me')],
      iceServers: [],
      epoch: 'first run',
      resumed: true,
      gone: [],
      relayed: [],
    });
    peer(1).options.onState('connected');
    assert.equal(errors.length, 1);
  });
});
