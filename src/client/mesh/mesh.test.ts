import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { Roster, Signal } from '../../shared/protocol.js';
import { candidate, fakePeer, firstOffer, person, type FakePeer } from '../../../tests/support/fake-peer.js';
import type { RemoteMedia } from './media-engine.js';
import { CONNECT_DEADLINE_MS } from './pair.js';
import { Mesh } from './mesh.js';

function createMesh(isDelivered: () => boolean = () => true) {
  const peers: FakePeer[] = [];
  const sent: { to: string; signal: Signal }[] = [];
  const remotes = new Map<string, RemoteMedia>();
  let nextId = 1;
  const mesh = new Mesh({
    certificate: {} as RTCCertificate,
    createConnectionId: () => `connection-${String(nextId++)}`,
    createPeer: (options) => {
      const peer = fakePeer(options);
      peers.push(peer);
      return peer;
    },
    onRemote: (id, remote) => {
      if (remote) remotes.set(id, remote);
      else remotes.delete(id);
    },
    send: (to, signal) => {
      const delivered = isDelivered();
      if (delivered) sent.push({ to, signal });
      return Promise.resolve(delivered);
    },
    onMessage: () => undefined,
    onError: (error) => assert.fail(String(error)),
  });
  opened.push(mesh);
  const join = (roster: Roster, epoch = 'first run', resumed = false, gone: string[] = []) => {
    mesh.joined({ self: 'me', roster, iceServers: [], epoch, resumed, gone, relayed: [] });
  };
  return { mesh, peers, sent, remotes, join };
}

const opened: Mesh[] = [];
afterEach(() => {
  for (const mesh of opened.splice(0)) mesh.close(); // clears their timers
});

describe('the mesh', () => {
  test('makes the first offer to everyone who was there before, and waits for the offers of later arrivals', () => {
    const { mesh, peers, join } = createMesh();
    join([person('ann'), person('ben'), person('me')]);
    assert.equal(peers.length, 2);
    mesh.update([person('ann'), person('ben'), person('me'), person('cid')]);
    assert.equal(peers.length, 2);
    assert.ok(peers.every(({ role }) => role === 'caller'));
  });

  test('replaces every connection, those before the join too, if the page can no longer send over them', () => {
    const { mesh, peers, join } = createMesh();
    mesh.prepare(['ann'], []);
    mesh.reconnect();
    assert.deepEqual(
      peers.map(({ closed }) => closed),
      [true, false],
    );
    join([person('ann'), person('me')]);
    mesh.reconnect();
    assert.deepEqual(
      peers.map(({ closed }) => closed),
      [true, true, false],
    );
  });

  test('starts before the server has answered the join, and sends nothing until then', () => {
    const { mesh, peers, sent, remotes, join } = createMesh();
    mesh.prepare(['ann', 'ben'], []);
    assert.equal(peers.length, 2);
    for (const peer of peers) peer.options.send(candidate(peer.connectionId));
    assert.deepEqual(sent, []);
    join([person('ann'), person('me')]); // Ben has left meanwhile
    assert.deepEqual(
      peers.map(({ repeats }) => repeats),
      [1, 0],
    );
    assert.deepEqual([...remotes.keys()], ['ann']);
    assert.equal(peers.length, 2);
    assert.equal(peers[1]?.closed, true);
  });

  test('has a connection ready for exactly the people who can be reached, until the page joins', () => {
    const { mesh, peers, join } = createMesh();
    mesh.prepare(['ann', 'ben'], []);
    mesh.prepare(['ben', 'cid'], []);
    assert.deepEqual(
      peers.map(({ closed }) => closed),
      [true, false, false],
    );
    join([person('ben'), person('cid'), person('me')]);
    mesh.prepare([], []);
    assert.equal(peers[1]?.closed, false);
    assert.equal(peers.length, 3);
  });

  test('prepares its connections with the ICE servers that it knows before the join', () => {
    const { mesh, peers } = createMesh();
    const servers = [{ urls: ['turn:turn.example'], username: 'name', credential: 'password' }];
    mesh.prepare(['ann'], servers);
    mesh.networkChanged();
    assert.deepEqual(
      peers.map(({ config }) => config.iceServers),
      [servers, servers],
    );
  });

  test('prepares its connections again on another network, and restarts nothing', () => {
    const { mesh, peers } = createMesh();
    mesh.prepare(['ann'], []);
    mesh.networkChanged();
    assert.deepEqual(
      peers.map(({ closed, restarts }) => [closed, restarts]),
      [
        [true, 0],
        [false, 0],
      ],
    );
  });

  test('gives a prepared connection its full time to connect from the join on', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { mesh, peers, join } = createMesh();
    mesh.prepare(['ann'], []);
    context.mock.timers.tick(CONNECT_DEADLINE_MS - 1);
    join([person('ann'), person('me')]);
    context.mock.timers.tick(CONNECT_DEADLINE_MS - 1);
    assert.equal(peers.length, 1);
    context.mock.timers.tick(1);
    assert.equal(peers.length, 2);
  });

  test('closes its early connections when the server refuses the join', () => {
    const { mesh, peers, remotes } = createMesh();
    mesh.prepare(['ann'], []);
    mesh.joinFailed();
    assert.equal(peers[0]?.closed, true);
    assert.equal(remotes.size, 0);
  });

  test('keeps every connection while the server restarts and lists people one by one', () => {
    const { mesh, peers, remotes, join } = createMesh();
    join([person('ann'), person('ben'), person('me')]);
    for (const peer of peers) peer.options.onState('connected');
    mesh.disconnected();
    join([person('me')], 'second run');
    mesh.update([person('me'), person('ben')]);
    assert.deepEqual([...remotes.keys()], ['ann', 'ben']);
    assert.ok(peers.every(({ closed }) => !closed));
    assert.equal(peers.length, 2);
  });

  test('closes the pair of an unlisted participant when it is no longer connected', () => {
    const { mesh, peers, remotes, join } = createMesh();
    join([person('ann'), person('me')]);
    peers[0]?.options.onState('connected');
    mesh.disconnected();
    join([person('me')], 'second run');
    assert.ok(remotes.has('ann'));
    peers[0]?.options.onState('failed');
    assert.ok(!remotes.has('ann'));
    assert.equal(peers[0]?.closed, true);
  });

  test('closes the connection to a participant who left for good at once', () => {
    const { mesh, peers, remotes, join } = createMesh();
    join([person('ann'), person('me')]);
    peers[0]?.options.onState('connected');
    mesh.update([person('me')]);
    mesh.gone(['ann', 'stranger']);
    assert.equal(peers[0]?.closed, true);
    assert.equal(remotes.size, 0);
  });

  test('keeps the connection to a participant whom the server has lost, until the media end', () => {
    const { mesh, peers, remotes, join } = createMesh();
    join([person('ann'), person('ben'), person('me')]);
    peers[0]?.options.onState('connected');
    mesh.update([person('me')]); // Ben was still connecting
    assert.deepEqual([...remotes.keys()], ['ann']);
    peers[0]?.options.onState('failed');
    assert.deepEqual([...remotes.keys()], []);
  });

  test('keeps the same connection when a lost participant is back', () => {
    const { mesh, peers, join } = createMesh();
    join([person('ann'), person('me')]);
    peers[0]?.options.onState('connected');
    mesh.update([person('me')]);
    mesh.update([person('me'), { ...person('ann'), joinNumber: 2 }]);
    assert.equal(peers.length, 1);
    assert.equal(peers[0]?.closed, false);
  });

  test('after this page was lost, keeps what is connected, opens the rest again, and closes those who left', () => {
    const { mesh, peers, remotes, join } = createMesh();
    join([person('ann'), person('ben'), person('cid'), person('dee'), person('me')]);
    for (const peer of [peers[0], peers[2], peers[3]]) peer?.options.onState('connected');
    mesh.disconnected();
    // Cid has left for good, and Dee has lost the server too.
    join([person('ann'), person('ben'), person('me')], 'first run', false, ['cid']);
    assert.deepEqual(
      peers.map(({ closed }) => closed),
      [false, true, true, false, false],
    );
    assert.deepEqual([...remotes.keys()].sort(), ['ann', 'ben', 'dee']);
  });

  test('queues signals for an unreachable participant in order, and only those of the latest connection', () => {
    const { mesh, peers, sent, join } = createMesh();
    join([person('ann'), person('me')]);
    mesh.update([person('ann', 'reconnecting'), person('me')]);
    const id = peers[0]?.connectionId ?? '';
    peers[0]?.options.send(candidate(id));
    mesh.receive('ann', firstOffer('connection-0')); // replaces the own first offer
    peers[1]?.options.send(candidate('connection-0'));
    peers[1]?.options.send({ kind: 'renew', connectionId: 'connection-0' });
    peers[1]?.options.onState('connected');
    assert.equal(sent.length, 0);
    mesh.update([person('ann'), person('me')]);
    assert.deepEqual(
      sent.map(({ signal }) => signal.kind),
      ['candidate', 'renew'],
    );
  });

  test('sends a signal again that the server could not deliver', async () => {
    let works = false;
    const { mesh, peers, sent, join } = createMesh(() => works);
    join([person('ann'), person('me')]);
    peers[0]?.options.send(candidate(peers[0].connectionId));
    await Promise.resolve(); // the server's answer
    await Promise.resolve();
    works = true;
    mesh.update([person('ann'), person('me')]);
    assert.equal(sent.length, 1);
  });

  test('repairs a broken pair as soon as the other page is reachable again', () => {
    const { mesh, peers, join } = createMesh();
    join([person('ann'), person('me')]);
    peers[0]?.options.onState('connected');
    mesh.update([person('ann', 'reconnecting'), person('me')]);
    peers[0]?.options.onState('failed');
    const before = peers[0]?.restarts ?? 0;
    mesh.update([person('ann'), person('me')]);
    assert.ok((peers[0]?.restarts ?? 0) > before);
  });

  test('gives new ICE servers to its connections and to later ones', () => {
    const { mesh, peers, join } = createMesh();
    join([person('ann'), person('me')]);
    const iceServers = [{ urls: ['turn:turn.example'], credential: 'new' }];
    mesh.setIceServers(iceServers);
    assert.deepEqual(peers[0]?.iceServers, iceServers);
    mesh.update([person('ann'), person('ben'), person('me')]);
    mesh.receive('ann', firstOffer('replaced'));
    assert.deepEqual(peers[1]?.config.iceServers, iceServers);
  });

  test('ignores a value that is not a signal', () => {
    const { mesh, peers, join } = createMesh();
    join([person('me'), person('ann')]);
    mesh.receive('ann', { kind: 'description', connectionId: 'x' });
    assert.equal(peers.length, 0);
  });

  test('opens no connection after it was closed', () => {
    const { mesh, peers, join } = createMesh();
    join([person('me')]);
    mesh.close();
    mesh.update([person('ann'), person('me')]);
    assert.equal(peers.length, 0);
  });

  test('ignores signals of a sender who is not in the roster', () => {
    const { mesh, peers, join } = createMesh();
    join([person('me')]);
    mesh.receive('stranger', firstOffer('x'));
    assert.equal(peers.length, 0);
  });
});
