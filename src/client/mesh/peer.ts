import type { IceCandidate, Signal } from '../../shared/protocol.js';
import { lineOf, SLOTS, type Slot, type SlotTracks, type Source } from './slots.js';

/** The caller joined later. It makes the first offer, and is the polite peer of perfect negotiation. */
export type PeerRole = 'caller' | 'callee';

export interface PeerOptions {
  role: PeerRole;
  connectionId: string;
  config: RTCConfiguration;
  /** The tracks to send from the start. */
  tracks: SlotTracks;
  send(signal: Signal): void;
  onState(state: RTCPeerConnectionState): void;
  onError(error: unknown): void;
}

/** The part of `Peer` that `Pair` uses, so that a test can replace it. */
export type PeerLink = Pick<
  Peer,
  | 'connectionId'
  | 'role'
  | 'remote'
  | 'setTrack'
  | 'restartIce'
  | 'setIceServers'
  | 'receive'
  | 'audioLevel'
  | 'close'
>;

/**
 * One connection to the page of another participant. Owns one `RTCPeerConnection` and keeps it negotiated.
 *
 * Either end may negotiate at any time. When both make an offer at once, the callee ignores the caller's offer, and the
 * caller rolls its own offer back. This is "perfect negotiation"; the names are those of WebRTC 1.0, section 10.7.
 */
export class Peer {
  readonly connectionId: string;
  readonly role: PeerRole;
  /** The media from the other end. The streams keep the same tracks as long as the Peer lives. */
  readonly remote: Record<Source, MediaStream> = { camera: new MediaStream(), screen: new MediaStream() };
  readonly #options: PeerOptions;
  readonly #pc: RTCPeerConnection;
  readonly #tracks: Map<Slot, MediaStreamTrack | null>;
  #slotsOpen = false;
  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswerPending = false;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.connectionId = options.connectionId;
    this.role = options.role;
    this.#tracks = new Map(options.tracks);
    const pc = (this.#pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', ...options.config }));
    pc.onnegotiationneeded = () => void this.#offer();
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.#sendCandidate(candidate); // null marks the end of gathering
    };
    pc.onconnectionstatechange = () => {
      if (!this.#closed) options.onState(pc.connectionState);
    };
    if (options.role === 'caller') {
      for (const { kind } of SLOTS) pc.addTransceiver(kind);
      this.#openSlots();
      void this.#offer(); // at once, because `negotiationneeded` waits for the page's other pending tasks
    }
  }

  /** Sends `track` in `slot` from now on, or nothing for null. Needs no negotiation. */
  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    if (this.#slotsOpen) this.#fill(slot, this.#pc.getTransceivers()[lineOf(slot)]);
  }

  /** Looks for a new path with new ICE credentials. The browser then fires `negotiationneeded`. */
  restartIce(): void {
    this.#pc.restartIce();
  }

  setIceServers(iceServers: RTCIceServer[]): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers });
  }

  /** The loudness of the remote microphone in its latest packet, from 0 to 1 (RFC 6464, on a linear scale). */
  audioLevel(): number {
    const receiver = this.#pc.getTransceivers()[lineOf('mic')]?.receiver;
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  /** Ends the connection. Sends and reports nothing from then on. Safe to call twice. */
  close(): void {
    this.#closed = true;
    this.#pc.close();
  }

  /** Handles a signal from the other end. Call it in the order in which the signals were sent. */
  async receive(signal: Exclude<Signal, { kind: 'renew' }>): Promise<void> {
    try {
      if (signal.kind === 'candidate') await this.#addCandidate(signal.candidate);
      else await this.#applyDescription(signal.description);
    } catch (error) {
      this.#report(error);
    }
  }

  async #applyDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const pc = this.#pc;
    const polite = this.role === 'caller';
    // While the browser applies an answer, the state is still "have-local-offer". It becomes "stable" before the
    // browser applies the next description.
    const readyForOffer =
      !this.#makingOffer && (pc.signalingState === 'stable' || this.#isSettingRemoteAnswerPending);
    const offerCollision = description.type === 'offer' && !readyForOffer;
    this.#ignoreOffer = offerCollision && !polite;
    if (this.#ignoreOffer) return;
    // An answer can come twice: the other end sends it again when it misses the acknowledgement.
    const awaitsAnswer = pc.signalingState === 'have-local-offer' && !this.#isSettingRemoteAnswerPending;
    if (description.type === 'answer' && !awaitsAnswer) return;

    this.#isSettingRemoteAnswerPending = description.type === 'answer';
    try {
      await pc.setRemoteDescription(description); // rolls back this end's own offer, if there is one
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
    if (description.type !== 'offer' || this.#closed) return;
    if (!this.#slotsOpen) this.#openSlots(); // the first offer has created the callee's transceivers
    await this.#sendDescription();
  }

  /** Makes every slot bidirectional, sends the local tracks in them, and collects the remote tracks. */
  #openSlots(): void {
    this.#slotsOpen = true;
    const streams = { camera: new MediaStream(), screen: new MediaStream() };
    for (const [line, transceiver] of this.#pc.getTransceivers().entries()) {
      const place = SLOTS[line];
      if (!place) continue;
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(streams[place.source]); // the receiver synchronises audio and video of one stream
      this.#fill(place.slot, transceiver);
      this.remote[place.source].addTrack(transceiver.receiver.track);
    }
  }

  #fill(slot: Slot, transceiver: RTCRtpTransceiver | undefined): void {
    transceiver?.sender.replaceTrack(this.#tracks.get(slot) ?? null).catch((error: unknown) => {
      this.#report(error);
    });
  }

  async #offer(): Promise<void> {
    this.#makingOffer = true;
    try {
      await this.#sendDescription();
    } catch (error) {
      this.#report(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Sends the description that the signalling state asks for: an answer to an offer, otherwise an offer. */
  async #sendDescription(): Promise<void> {
    await this.#pc.setLocalDescription();
    const description = this.#pc.localDescription;
    if (this.#closed || (description?.type !== 'offer' && description?.type !== 'answer')) return;
    const { type, sdp } = description;
    this.#options.send({ kind: 'description', connectionId: this.connectionId, description: { type, sdp } });
  }

  #sendCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): void {
    if (this.#closed) return;
    this.#options.send({
      kind: 'candidate',
      connectionId: this.connectionId,
      candidate: { candidate, sdpMid, sdpMLineIndex, usernameFragment },
    });
  }

  async #addCandidate(candidate: IceCandidate): Promise<void> {
    const ofIgnoredOffer = this.#ignoreOffer; // read before the await, because it may change meanwhile
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!ofIgnoredOffer) throw error;
    }
  }

  #report(error: unknown): void {
    if (!this.#closed) this.#options.onError(error); // operations that were pending at close() fail as expected
  }
}

/** One DTLS certificate for all connections of the page, so that its fingerprint identifies this participant. */
export function createCertificate(): Promise<RTCCertificate> {
  const ecdsa: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
  return RTCPeerConnection.generateCertificate(ecdsa);
}
