import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { Mesh } from '../../src/client/mesh/mesh.js';
import { Peer } from '../../src/client/mesh/peer.js';
import type {
  ClientEvents,
  JoinSnapshot,
  Nothing,
  Reply,
  Roster,
  ServerEvents,
  Waiting,
} from '../../src/shared/protocol.js';

const ANSWER_MS = 30_000;

export interface NodePeerOptions {
  readonly origin: string;
  readonly token: string;
  readonly code: string;
  readonly camera: MediaStreamTrack;
  readonly mic: MediaStreamTrack;
  /** Whether this peer has a connection to the participant of this name. */
  meets(name: string): boolean;
  onConnected(): void;
}

/**
 * One participant without a browser. Uses Parley's own mesh, so it behaves towards the pages like a page. It asks each page
 * for the pictures for which that page asks it, as a page with the same layout would. It sends one small picture only, to
 * those who want any.
 */
export class NodePeer {
  readonly #options: NodePeerOptions;
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #mesh: Mesh;
  readonly #connected = new Set<string>();
  /** Which connections send the camera. A new one does. */
  readonly #sends = new WeakMap<RTCRtpSender, boolean>();
  #hasJoined = false;

  constructor(options: NodePeerOptions) {
    this.#options = options;
    this.#socket = io(options.origin, {
      ...{ transports: ['websocket'], forceNew: true, autoConnect: false },
      auth: { token: options.token },
    });
    this.#mesh = new Mesh({
      certificate: undefined as unknown as RTCCertificate, // each connection makes its own
      createConnectionId: randomUUID,
      createPeer: (peer) => new Peer({ ...peer, config: { iceServers: [] } }),
      send: async (to, signal) => {
        const reply = (await this.#timed.emitWithAck('signal', { to, signal })) as Reply<Nothing>;
        return reply.ok;
      },
      onMessage: () => undefined,
      onRemote: (id, remote) => {
        if (remote?.state !== 'connected' || this.#connected.has(id)) return;
        this.#connected.add(id);
        options.onConnected();
      },
      onError: (error) => {
        console.error(error);
      },
    });
    this.#mesh.setTrack('mic', options.mic);
    this.#mesh.setTrack('camera', options.camera);
    this.#socket.on('roster', (roster) => {
      if (this.#hasJoined) this.#mesh.update(this.#met(roster));
    });
    this.#socket.on('signal', ({ from, signal }) => {
      this.#mesh.receive(from, signal);
    });
  }

  async join(): Promise<void> {
    this.#socket.connect();
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('connect_error', reject);
    });
    const { code } = this.#options;
    const media = { mic: true, camera: true };
    const request = { code, tabId: randomUUID(), media };
    const reply = (await this.#timed.emitWithAck('join-call', request)) as Reply<JoinSnapshot | Waiting>;
    if (!reply.ok || 'waiting' in reply.value) throw new Error('A Node peer may not join');
    this.#mesh.joined({ ...reply.value, roster: this.#met(reply.value.roster) });
    this.#hasJoined = true;
    this.#mesh.onWant = () => {
      this.#follow();
    };
  }

  leave(): void {
    this.#mesh.close();
    this.#socket.disconnect();
  }

  get #timed() {
    return this.#socket.timeout(ANSWER_MS);
  }

  #met(roster: Roster): Roster {
    const { meets } = this.#options;
    return roster.filter(({ name }) => meets(name));
  }

  #follow(): void {
    for (const { participantId, peer, wishes } of this.#mesh.links()) {
      for (const [source, wish] of wishes) this.#mesh.want(participantId, source, wish);
      const isWanted = wishes.get('camera') !== null;
      const sender = peer.senderOf('camera');
      if (!sender || isWanted === this.#sends.get(sender)) continue;
      this.#sends.set(sender, isWanted);
      void sender.replaceTrack(isWanted ? this.#options.camera : null);
    }
  }
}
