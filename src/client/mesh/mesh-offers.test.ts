import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { candidate, fakePeer, firstOffer, person, type FakePeer } from '../../../tests/support/fake-peer.js';
import { JOIN_OFFERS_JSON_MAX } from '../../shared/limits.js';
import type { Signal } from '../../shared/protocol.js';
import { Mesh } from './mesh.js';

const firstAnswer = (connectionId: string): Signal => ({
  ...firstOffer(connectionId),
  isFirst: false,
  description: { type: 'answer', sdp: '' },
});

const opened: Mesh[] = [];
afterEach(() => {
  for (const mesh of opened.splice(0)) mesh.close(); // clears their timers
});

/** A mesh whose prepared connections have made their offers. */
function prepared(...ids: string[]) {
  const peers: FakePeer[] = [];
  const sent: { to: string; signal: Signal }[] = [];
  const mesh = new Mesh({
    certificate: {} as RTCCertificate,
    createConnectionId: () => `connection ${String(peers.length)}`,
    createPeer: (options) => {
      const peer = fakePeer(options);
      peer.pending = firstOffer(options.connectionId);
      peers.push(peer);
      return peer;
    },
    onRemote: () => undefined,
    send: (to, signal) => {
      sent.push({ to, signal });
      return Promise.resolve(true);
    },
    onMessage: () => undefined,
    onError: (error) => assert.fail(String(error)),
  });
  opened.push(mesh);
  mesh.prepare(ids, []);
  const join = (roster: string[], relayed: string[]) => {
    const people = [...roster, 'me'].map((id) => person(id));
    mesh.joined({
      ...{ self: 'me', roster: people, iceServers: [] },
      ...{ epoch: 'first run', resumed: false, relayed, gone: [] },
    });
  };
  return { mesh, peers, sent, join, repeats: () => peers.map(({ repeats }) => repeats) };
}

describe('the offers that go with a join', () => {
  test('are those of the prepared connections, and none after the join', () => {
    const { mesh, join } = prepared('ann', 'ben');
    const offers = [
      { to: 'ann', signal: firstOffer('connection 0') },
      { to: 'ben', signal: firstOffer('connection 1') },
    ];
    assert.deepEqual(mesh.offers(), offers);
    assert.deepEqual(mesh.offers(), offers, 'a join that is sent again carries them again');
    join(['ann', 'ben'], ['ann', 'ben']);
    assert.deepEqual(mesh.offers(), []);
  });

  test('are not sent again to those who have received them', () => {
    const { mesh, join, repeats } = prepared('ann', 'ben');
    mesh.offers();
    join(['ann', 'ben'], ['ann']);
    assert.deepEqual(repeats(), [0, 1]);
  });

  test('contain the earlier candidates, and the later ones follow after the join', () => {
    const { mesh, peers, sent, join } = prepared('ann');
    const send = (name: string) => peers[0]?.options.send(candidate('connection 0', name));
    send('early');
    mesh.offers();
    send('late');
    join(['ann'], ['ann']);
    assert.deepEqual(sent, [{ to: 'ann', signal: candidate('connection 0', 'late') }]);
  });

  test('can be answered before the join is', () => {
    const { mesh, peers, join, repeats } = prepared('ann');
    mesh.offers();
    mesh.receive('ann', firstAnswer('connection 0'));
    mesh.receive('ann', candidate('connection 0', 'of ann'));
    const received = [firstAnswer('connection 0'), candidate('connection 0', 'of ann')];
    assert.deepEqual(peers[0]?.received, received);
    join(['ann'], ['ann']);
    assert.deepEqual([peers.length, peers[0].received.length, repeats()], [1, 2, [0]]);
  });

  test('do not count for a connection that has replaced theirs', () => {
    const { mesh, peers, join, repeats } = prepared('ann');
    mesh.offers();
    mesh.networkChanged(); // prepares again
    assert.equal(peers.length, 2);
    join(['ann'], ['ann']);
    assert.deepEqual(repeats(), [0, 1]);
  });

  test('leave out a connection whose offer is not ready, which then sends it by itself', () => {
    const { mesh, peers, join, repeats } = prepared('ann', 'ben');
    const [ann] = peers;
    assert.ok(ann);
    ann.pending = null;
    assert.deepEqual(
      mesh.offers().map(({ to }) => to),
      ['ben'],
    );
    join(['ann', 'ben'], ['ben']);
    assert.deepEqual(repeats(), [1, 0]);
  });

  test('fit into one message to the server', () => {
    const { mesh, peers } = prepared('ann', 'ben', 'cid');
    for (const peer of peers) {
      const sdp = 'x'.repeat(JOIN_OFFERS_JSON_MAX / 2 - 500);
      peer.pending = { ...firstOffer(peer.connectionId), description: { type: 'offer', sdp } };
    }
    assert.deepEqual(
      mesh.offers().map(({ to }) => to),
      ['ann', 'ben'],
    );
  });
});
