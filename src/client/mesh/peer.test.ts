import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { firstOffer, laterOffer } from '../../../tests/support/fake-peer.js';
import type { Signal } from '../../shared/protocol.js';
import { Peer, type PeerRole } from './peer.js';

type Description = Extract<Signal, { kind: 'description' }>;

/** The signalling states of an `RTCPeerConnection` without any media. */
class FakeConnection {
  static last: FakeConnection;
  signalingState = 'stable';
  connectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  currentRemoteDescription: RTCSessionDescriptionInit | null = null;
  restarts = 0;
  channels: unknown[] = [];
  onnegotiationneeded = () => undefined;
  onicecandidate: (event: { candidate: Partial<RTCIceCandidate> | null }) => void = () => undefined;
  #sdp = 0;

  constructor() {
    FakeConnection.last = this;
  }
  addTransceiver() {
    return {};
  }
  getTransceivers() {
    return [];
  }
  createDataChannel(label: string, { negotiated, id }: RTCDataChannelInit) {
    this.channels.push({ label, negotiated, id, during: this.signalingState });
    return {};
  }
  restartIce() {
    this.restarts += 1;
  }
  addIceCandidate() {
    return Promise.reject(new Error('OperationError'));
  }
  async setLocalDescription() {
    await settle();
    const isAnswer = this.signalingState === 'have-remote-offer';
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer';
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp: `sdp ${String((this.#sdp += 1))}` };
  }
  async setRemoteDescription(description: RTCSessionDescriptionInit) {
    await settle();
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer')
      throw new Error('InvalidStateError');
    this.signalingState = description.type === 'answer' ? 'stable' : 'have-remote-offer';
    this.currentRemoteDescription = description;
  }
  readonly configured: RTCConfiguration[] = [];
  getConfiguration(): RTCConfiguration {
    return { bundlePolicy: 'max-bundle' };
  }
  setConfiguration(configuration: RTCConfiguration) {
    this.configured.push(configuration);
  }
  close() {
    this.signalingState = 'closed';
  }
}

Object.assign(globalThis, { RTCPeerConnection: FakeConnection, MediaStream: Object });

const settle = () => new Promise(setImmediate);
const opened: Peer[] = [];

async function createPeer(role: PeerRole) {
  const sent: Signal[] = [];
  const errors: unknown[] = [];
  const peer = new Peer({
    role,
    connectionId: 'c',
    config: {},
    tracks: new Map(),
    send: (signal) => sent.push(signal),
    onState: () => undefined,
    onChannel: () => undefined,
    onError: (error) => errors.push(error),
  });
  opened.push(peer);
  await rest();
  const last = (): Description => {
    const signal = sent.at(-1);
    assert.ok(signal?.kind === 'description');
    return signal;
  };
  return { peer, sent, last, errors, pc: FakeConnection.last };
}

/** Waits until the fake connection has done everything. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await settle();
}

function answerTo({ offerId }: Description): Description {
  return {
    kind: 'description',
    connectionId: 'c',
    offerId,
    isFirst: false,
    description: { type: 'answer', sdp: '' },
  };
}

describe('a peer', () => {
  afterEach(() => {
    for (const peer of opened.splice(0)) peer.close();
  });

  test('changes its ICE servers only if they are others', async () => {
    const { peer, pc } = await createPeer('caller');
    const first = [{ urls: 'stun:one.example' }];
    const second = [{ urls: 'stun:two.example' }];
    for (const iceServers of [first, [...first], second, first]) peer.setIceServers(iceServers);
    assert.deepEqual(
      pc.configured,
      [first, second, first].map((iceServers) => ({ bundlePolicy: 'max-bundle', iceServers })),
    );
  });

  test('marks its offers as first until one is answered', async () => {
    const { peer, last, pc } = await createPeer('caller');
    assert.equal(last().isFirst, true);
    await peer.receive(answerTo(last()));
    pc.onnegotiationneeded();
    await rest();
    assert.equal(last().description.type, 'offer');
    assert.equal(last().isFirst, false);
  });

  test('adds one data channel before its first description, so that no further negotiation is needed', async () => {
    const caller = await createPeer('caller');
    const channel = { label: 'parley', negotiated: true, id: 0 };
    assert.deepEqual(caller.pc.channels, [{ ...channel, during: 'stable' }]);
    const callee = await createPeer('callee');
    assert.deepEqual(callee.pc.channels, []);
    await callee.peer.receive(firstOffer('c'));
    // In this state a browser asks for no negotiation of its own: the answer takes the channel along.
    assert.deepEqual(callee.pc.channels, [{ ...channel, during: 'have-remote-offer' }]);
    await callee.peer.receive(laterOffer('c') as never);
    assert.equal(callee.pc.channels.length, 1);
  });

  test('names the offer that it answers', async () => {
    const { peer, last } = await createPeer('callee');
    await peer.receive({ ...firstOffer('c'), offerId: 7 });
    assert.equal(last().description.type, 'answer');
    assert.equal(last().offerId, 7);
    assert.equal(last().isFirst, false);
  });

  test('makes a new offer for an ICE restart while an earlier offer has no answer', async () => {
    const { peer, sent, last, pc } = await createPeer('caller');
    const lost = last();
    peer.restartIce();
    await rest();
    assert.equal(pc.restarts, 1);
    assert.equal(sent.length, 2);
    assert.notEqual(last().offerId, lost.offerId);
    assert.notEqual(last().description.sdp, lost.description.sdp);
  });

  test('ignores the answer to an offer that it has replaced', async () => {
    const { peer, last, pc, errors } = await createPeer('caller');
    const replaced = last();
    peer.restartIce();
    await peer.receive(answerTo(replaced)); // before the browser has made the new offer
    await rest();
    assert.equal(pc.signalingState, 'have-local-offer');
    await peer.receive(answerTo(last()));
    assert.equal(pc.signalingState, 'stable');
    assert.deepEqual(errors, []);
  });

  test('ignores an answer that comes twice', async () => {
    const { peer, last, pc, errors } = await createPeer('caller');
    const answer = answerTo(last());
    await peer.receive(answer);
    await peer.receive(answer);
    pc.onnegotiationneeded();
    await rest();
    await peer.receive(answer);
    assert.equal(pc.signalingState, 'have-local-offer');
    assert.deepEqual(errors, []);
  });

  test('repeats an offer without an answer, and nothing else', async () => {
    const { peer, sent, last } = await createPeer('caller');
    const offer = last();
    peer.repeatOffer();
    assert.deepEqual(sent, [offer, offer]);
    await peer.receive(answerTo(offer));
    peer.repeatOffer();
    assert.equal(sent.length, 2);
  });

  test('answers two offers in a row, the one after the other', async () => {
    const { peer, sent } = await createPeer('callee');
    void peer.receive(firstOffer('c'));
    await peer.receive(laterOffer('c') as never);
    assert.deepEqual(
      sent.map((signal) => signal.kind === 'description' && signal.offerId),
      [1, 2],
    );
  });

  test('yields to the other offer as the caller, and not as the callee', async () => {
    const caller = await createPeer('caller');
    await caller.peer.receive(laterOffer('c') as never);
    assert.equal(caller.last().description.type, 'answer');
    const callee = await createPeer('callee');
    await callee.peer.receive(firstOffer('c'));
    callee.pc.onnegotiationneeded();
    await rest();
    await callee.peer.receive(laterOffer('c') as never);
    assert.equal(callee.last().description.type, 'offer');
  });

  test('reports a candidate that the browser refuses, except after a description that it ignored', async () => {
    const { peer, last, errors } = await createPeer('caller');
    const candidate = { kind: 'candidate', connectionId: 'c', candidate: {} } as never;
    const offer = last();
    await peer.receive(answerTo(offer));
    await peer.receive(candidate);
    assert.equal(errors.length, 1);
    await peer.receive(answerTo(offer));
    await peer.receive(candidate);
    assert.equal(errors.length, 1);
  });

  test('sends the candidates that can meet those of another browser', async () => {
    const { peer, sent, last, pc } = await createPeer('caller');
    const offers = sent.length;
    pc.onicecandidate({ candidate: { candidate: 'udp', tcpType: null } });
    pc.onicecandidate({ candidate: { candidate: 'tcp', tcpType: 'active' } });
    pc.onicecandidate({ candidate: null });
    assert.deepEqual(
      sent.slice(offers).map((signal) => signal.kind === 'candidate' && signal.candidate.candidate),
      ['udp'],
    );
    const line = (type: string) => `a=candidate:1 1 tcp 1 192.0.2.2 9 typ host tcptype ${type}\r\n`;
    pc.localDescription = { type: 'offer', sdp: line('active') + line('passive') };
    peer.repeatOffer();
    assert.equal(last().description.sdp, line('passive'));
  });
});
