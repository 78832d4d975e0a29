import type { IceCandidate, Signal } from '../../shared/protocol.js';
import { lineOf, SLOTS, type Slot, type SlotTracks, type Source } from './slots.js';

/** Who offers first. The caller is the later arrival; when both ends negotiate at once, it also yields. */
export type PeerRole = 'caller' | 'callee';

export interface PeerOptions {
  role: PeerRole;
  connectionId: string;
  config: RTCConfiguration;
  /** What we send at first. */
  tracks: SlotTracks;
  send(signal: Signal): void;
  onState(state: RTCPeerConnectionState): void;
  onError(error: unknown): void;
}

/** What a pair needs of a Peer; a test may stand in for it. */
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
 * The link to one remote page. Owns one RTCPeerConnection and keeps it negotiated.
 *
 * Either end may negotiate at any time. If both do at once, the callee ignores the offer it gets and the caller gives
 * up its own: "perfect negotiation" (WebRTC 1.0, section 10.7), whose names are used here.
 */
export class Peer {
  readonly connectionId: string;
  readonly role: PeerRole;
  /** What the other end sends. The tracks stay the same for the life of the Peer. */
  readonly remote: Record<Source, MediaStream> = { camera: new MediaStream(), screen: new MediaStream() };
  readonly #options: PeerOptions;
  readonly #pc: RTCPeerConnection;
  readonly #tracks: Map<Slot, MediaStreamTrack | null>;
  #slotsOpen = false;
  #makingOffer = false;
  #ignoreOffer = false;
  #settingRemoteAnswer = false;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.connectionId = options.connectionId;
    this.role = options.role;
    this.#tracks = new Map(options.tracks);
    const pc = (this.#pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', ...options.config }));
    pc.onnegotiationneeded = () => void this.#offer();
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.#sendCandidate(candidate); // null only says that gathering is over
    };
    pc.onconnectionstatechange = () => {
      if (!this.#closed) options.onState(pc.connectionState);
    };
    if (options.role === 'caller') {
      for (const { kind } of SLOTS) pc.addTransceiver(kind);
      this.#openSlots();
      void this.#offer(); // sooner than the event, which waits for whatever the page does just now
    }
  }

  /** Sends `track` in `slot` from now on, or nothing. Needs no negotiation. */
  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks.set(slot, track);
    if (this.#slotsOpen) this.#fill(slot, this.#pc.getTransceivers()[lineOf(slot)]);
  }

  /** Looks for a new path, with new credentials; comes back as `negotiationneeded`. */
  restartIce(): void {
    this.#pc.restartIce();
  }

  setIceServers(iceServers: RTCIceServer[]): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers });
  }

  /** The loudness of the remote microphone in its last packet, 0 to 1 (RFC 6464 by the browser's own reading). */
  audioLevel(): number {
    const receiver = this.#pc.getTransceivers()[lineOf('mic')]?.receiver;
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  /** Ends the connection; nothing is sent or reported after it. Safe to call twice. */
  close(): void {
    this.#closed = true;
    this.#pc.close();
  }

  /** Takes a signal from the other end. Signals must be given in the order they were sent. */
  async receive(signal: Exclude<Signal, { kind: 'renew' }>): Promise<void> {
    try {
      if (signal.kind === 'candidate') await this.#addCandidate(signal.candidate);
      else await this.#describeRemote(signal.description);
    } catch (error) {
      this.#report(error);
    }
  }

  async #describeRemote(description: RTCSessionDescriptionInit): Promise<void> {
    const pc = this.#pc;
    const polite = this.role === 'caller';
    // While an answer is being applied the state still reads "have-local-offer", but it will be "stable" by the time
    // the next description is.
    const readyForOffer = !this.#makingOffer && (pc.signalingState === 'stable' || this.#settingRemoteAnswer);
    this.#ignoreOffer = description.type === 'offer' && !readyForOffer && !polite;
    if (this.#ignoreOffer) return;
    // An answer that was sent again because its acknowledgement got lost.
    const awaitsAnswer = pc.signalingState === 'have-local-offer' && !this.#settingRemoteAnswer;
    if (description.type === 'answer' && !awaitsAnswer) return;

    this.#settingRemoteAnswer = description.type === 'answer';
    try {
      await pc.setRemoteDescription(description); // rolls back our own offer, if any
    } finally {
      this.#settingRemoteAnswer = false;
    }
    if (description.type !== 'offer' || this.#closed) return;
    if (!this.#slotsOpen) this.#openSlots(); // a callee's slots come with the first offer
    await this.#describe();
  }

  /** Puts our tracks into the slots, makes all of them two-way, and collects the other end's. */
  #openSlots(): void {
    this.#slotsOpen = true;
    const streams = { camera: new MediaStream(), screen: new MediaStream() };
    for (const [line, transceiver] of this.#pc.getTransceivers().entries()) {
      const place = SLOTS[line];
      if (!place) continue;
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(streams[place.source]); // keeps sound and picture in step
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
      await this.#describe();
    } catch (error) {
      this.#report(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Sends the description the state calls for: an answer to an offer, else an offer. */
  async #describe(): Promise<void> {
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
    const ofIgnoredOffer = this.#ignoreOffer; // read now: it may have changed by the time this fails
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!ofIgnoredOffer) throw error;
    }
  }

  #report(error: unknown): void {
    if (!this.#closed) this.#options.onError(error); // what was under way when we closed fails, and may
  }
}

/** One DTLS certificate for all connections of the page, so that its fingerprint stands for the person. */
export function createCertificate(): Promise<RTCCertificate> {
  const ecdsa: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
  return RTCPeerConnection.generateCertificate(ecdsa);
}
