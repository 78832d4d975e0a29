import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakePeer, firstOffer, person, type FakePeer } from '../../../tests/support/fake-peer.js';
import { framesOf, openPort } from '../../../tests/support/fake-port.js';
import type { ChannelMessage } from './channel-messages.js';
import { Mesh } from './mesh.js';

const note: ChannelMessage = { type: 'private', id: 'key', text: 'psst' };

function createMesh() {
  const peers: FakePeer[] = [];
  const received: [string, ChannelMessage][] = [];
  const opened: string[] = [];
  const mesh = new Mesh({
    certificate: {} as RTCCertificate,
    createConnectionId: () => `connection-${String(peers.length)}`,
    createPeer: (options) => {
      peers.push(fakePeer(options));
      return peers.at(-1) as FakePeer;
    },
    onRemote: () => undefined,
    onMessage: (from, message) => received.push([from, message]),
    onChannelOpen: (id) => opened.push(id),
    send: () => Promise.resolve(true),
    onError: (error) => assert.fail(String(error)),
  });
  const roster = [person('ann'), person('ben'), person('me')];
  const run = { epoch: 'first run', resumed: false, gone: [], relayed: [] };
  mesh.joined({ self: 'me', roster, iceServers: [], ...run });
  const openChannel = (peer: FakePeer | undefined) => openPort((port) => peer?.onChannel(port));
  return { mesh, peers, received, opened, openChannel };
}

test('a message goes to one participant, and the pair tells who has sent one, whatever the message says', async (t) => {
  const { mesh, peers, received, opened, openChannel } = createMesh();
  t.after(() => {
    mesh.close();
  });
  const [ann, ben] = peers.map(openChannel);
  assert.deepEqual(opened, ['ann', 'ben']);
  const delivered = mesh.sendMessage('ben', note);
  assert.deepEqual(
    [ann, ben].map((port) => port && framesOf(port)),
    [[], [note]],
  );
  ben?.arrive(JSON.stringify({ type: 'delivered', id: 'key' }));
  assert.equal(await delivered, true);
  ann?.arrive(JSON.stringify({ ...note, from: 'ben', participantId: 'ben' }));
  assert.deepEqual(received, [['ann', note]]);
  assert.equal(await mesh.sendMessage('nobody', note), false);
  assert.equal(mesh.channelState('nobody'), null);
});

test('a message under way goes to the connection that replaces the current one', async (t) => {
  const { mesh, peers, openChannel } = createMesh();
  t.after(() => {
    mesh.close();
  });
  const first = openChannel(peers[0]);
  const delivered = mesh.sendMessage('ann', note);
  mesh.receive('ann', firstOffer('a connection'));
  assert.equal(peers.length, 3);
  assert.equal(mesh.channelState('ann'), 'connecting');
  first.arrive(JSON.stringify({ type: 'delivered', id: 'key' })); // the old connection is closed
  const second = openChannel(peers[2]);
  assert.deepEqual(framesOf(second), [note]);
  second.arrive(JSON.stringify({ type: 'delivered', id: 'key' }));
  assert.equal(await delivered, true);
});

test('a message to a participant who leaves is not delivered', async (t) => {
  const { mesh, peers, openChannel } = createMesh();
  t.after(() => {
    mesh.close();
  });
  openChannel(peers[0]);
  const delivered = mesh.sendMessage('ann', note);
  mesh.update([person('ben'), person('me')]);
  const now = new Promise((resolve) => setImmediate(resolve, 'undecided'));
  assert.equal(await Promise.race([delivered, now]), false);
  assert.equal(mesh.channelState('ann'), null);
});
