import type { IceCandidate, Signal } from '../../shared/protocol.js';
import { canMeet, withMeetingCandidates } from './candidates.js';
import type { ChannelPort } from './channel.js';
import { narrow } from './codecs.js';
import { startSmall } from './sending/start-small.js';
import { withSoundWishes } from './sound.js';
import { lineOf, SLOTS, type Slot, type SlotTracks, type Source } from './slots.js';

/** The caller joined later. It makes the first offer, and is the polite peer of perfect negotiation. */
export type PeerRole = 'caller' | 'callee';

export interface PeerOptions {
  role: PeerRole;
  connectionId: string;
  config: RTCConfiguration;
  /** Whether the camera begins as a thumbnail. Only for a page with a control that lets it grow. */
  startsSmall?: boolean;
  /** Whether both ends send the sound of the microphone twice, if they can. Only the caller’s option counts. */
  repeatsSound?: boolean;
  /** How much sound this end wants in each packet, in ms. */
  packetMs?: number;
  /** Called in the task that creates the sender of the camera. */
  onCameraSender?(sender: RTCRtpSender): void;
  /** The tracks to send from the start. */
  tracks: SlotTracks;
  send(signal: Signal): void;
  onState(state: RTCPeerConnectionState): void;
  /** Hands over the data channel of this connection, which is not open yet. */
  onChannel(port: ChannelPort): void;
  onError(error: unknown): void;
}

type DescriptionSignal = Extract<Signal, { kind: 'description' }>;

/** The part of `Peer` that `Pair` uses, so that a test can replace it. */
export type PeerLink = Pick<
  Peer,
  | 'connectionId'
  | 'role'
  | 'remote'
  | 'setTrack'
  | 'restartIce'
  | 'repeatOffer'
  | 'pendingOffer'
  | 'setIceServers'
  | 'receive'
  | 'audioLevel'
  | 'senderOf'
  | 'getStats'
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
  /** The servers that the connection has, as JSON. */
  #iceServers: string;
  readonly #tracks: Map<Slot, MediaStreamTrack | null>;
  #slotsOpen = false;
  #makingOffer = false;
  /** Resolves when the last received signal has been handled. */
  #handled: Promise<void> = Promise.resolve();
  #isSettingRemoteDescription = false;
  /** Whether the last remote description was ignored. Then its candidates may not fit. */
  #ignoredDescription = false;
  /** The number of this end's latest offer. */
  #offerId = 0;
  /** The number of the other end's latest offer. */
  #remoteOfferId = 0;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.connectionId = options.connectionId;
    this.role = options.role;
    this.#tracks = new Map(options.tracks);
    this.#iceServers = JSON.stringify(options.config.iceServers);
    const pc = (this.#pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', ...options.config }));
    pc.onnegotiationneeded = () => void this.#offer();
    pc.onicecandidate = ({ candidate }) => {
      if (candidate && canMeet(candidate)) this.#sendCandidate(candidate); // null marks the end of gathering
    };
    pc.onconnectionstatechange = () => {
      if (!this.#closed) options.onState(pc.connectionState);
    };
    if (options.role === 'caller') {
      for (const { kind, slot } of SLOTS)
        narrow(pc.addTransceiver(kind), slot, options.repeatsSound ?? false);
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
    // The event waits for the answer to an earlier offer. That offer or its answer may be lost, so a new one replaces it.
    if (this.#awaitsAnswer()) void this.#offer();
  }

  /** Sends an offer without an answer again, with the candidates found so far, because it may be lost. */
  repeatOffer(): void {
    if (this.#awaitsAnswer()) this.#sendDescription();
  }

  /** The offer that has no answer yet, with the candidates found so far; null if there is none. */
  pendingOffer(): DescriptionSignal | null {
    return this.#awaitsAnswer() ? this.#description() : null;
  }

  setIceServers(iceServers: RTCIceServer[]): void {
    // Firefox before 119 lacks this method. A connection then keeps the servers that it began with.
    if (typeof (this.#pc as Partial<RTCPeerConnection>).setConfiguration !== 'function') return;
    const next = JSON.stringify(iceServers);
    if (next === this.#iceServers) return;
    this.#iceServers = next;
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers });
  }

  /** The loudness of the remote microphone in its latest packet, from 0 to 1 (RFC 6464, on a linear scale). */
  audioLevel(): number {
    const receiver = this.#pc.getTransceivers()[lineOf('mic')]?.receiver;
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  /** What sends the track of a slot; null before the negotiation. */
  senderOf(slot: Slot): RTCRtpSender | null {
    return this.#pc.getTransceivers()[lineOf(slot)]?.sender ?? null;
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  /** Ends the connection. Sends and reports nothing from then on. Safe to call twice. */
  close(): void {
    this.#closed = true;
    this.#pc.close();
  }

  /** Handles a signal from the other end. Call it in the order in which the signals were sent. */
  receive(signal: Exclude<Signal, { kind: 'renew' }>): Promise<void> {
    // One after the other: an offer that replaces another must find the answer to that one sent.
    this.#handled = this.#handled.then(() => this.#handle(signal));
    return this.#handled;
  }

  async #handle(signal: Exclude<Signal, { kind: 'renew' }>): Promise<void> {
    try {
      if (signal.kind === 'candidate') await this.#addCandidate(signal.candidate);
      else await this.#applyDescription(signal);
    } catch (error) {
      this.#report(error);
    }
  }

  async #applyDescription({ description, offerId }: DescriptionSignal): Promise<void> {
    const isAnswer = description.type === 'answer';
    // An answer can come twice, or after this end has replaced its offer: a signal is sent again when its
    // acknowledgement is missing.
    const isExpected = isAnswer ? this.#awaitsAnswer() && offerId === this.#offerId : this.#acceptsOffer();
    this.#ignoredDescription = !isExpected;
    if (!isExpected) return;

    if (!isAnswer) this.#remoteOfferId = offerId;
    this.#isSettingRemoteDescription = true;
    try {
      await this.#pc.setRemoteDescription(description); // rolls back this end's own offer, if there is one
    } finally {
      this.#isSettingRemoteDescription = false;
    }
    if (isAnswer || this.#closed) return;
    if (!this.#slotsOpen) this.#openSlots(); // the first offer has created the callee's transceivers
    await this.#describe();
  }

  #acceptsOffer(): boolean {
    const polite = this.role === 'caller';
    return polite || (this.#pc.signalingState === 'stable' && !this.#makingOffer);
  }

  /** Whether this end's latest offer has been sent and has no answer yet. */
  #awaitsAnswer(): boolean {
    const isPending = this.#pc.signalingState === 'have-local-offer';
    return isPending && !this.#makingOffer && !this.#isSettingRemoteDescription;
  }

  /**
   * Makes every slot bidirectional, sends the local tracks in them, collects the remote tracks, and adds the data channel.
   * The first offer and its answer negotiate all of it. The line of the channel is behind those of the slots.
   */
  #openSlots(): void {
    this.#slotsOpen = true;
    const streams = { camera: new MediaStream(), screen: new MediaStream() };
    for (const [line, transceiver] of this.#pc.getTransceivers().entries()) {
      const place = SLOTS[line];
      if (!place) continue;
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(streams[place.source]); // the receiver synchronises audio and video of one stream
      this.#fill(place.slot, transceiver);
      if (place.slot === 'camera') {
        this.#options.onCameraSender?.(transceiver.sender);
        if (this.#options.startsSmall) startSmall(transceiver.sender, this.#tracks.get('camera'));
      }
      this.remote[place.source].addTrack(transceiver.receiver.track);
    }
    // Both ends create it with the same id, so it needs no messages of its own to open.
    this.#options.onChannel(this.#pc.createDataChannel('parley', { negotiated: true, id: 0 }));
  }

  #fill(slot: Slot, transceiver: RTCRtpTransceiver | undefined): void {
    transceiver?.sender.replaceTrack(this.#tracks.get(slot) ?? null).catch((error: unknown) => {
      this.#report(error);
    });
  }

  async #offer(): Promise<void> {
    this.#makingOffer = true;
    this.#offerId += 1; // before the await: from now on, an answer to the previous offer is too late
    try {
      await this.#describe();
    } catch (error) {
      this.#report(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Makes and sends the description that the signalling state asks for: an answer to an offer, otherwise an offer. */
  async #describe(): Promise<void> {
    await this.#pc.setLocalDescription();
    this.#sendDescription();
  }

  #sendDescription(): void {
    const signal = this.#description();
    if (signal) this.#options.send(signal);
  }

  #description(): DescriptionSignal | null {
    const { localDescription, currentRemoteDescription } = this.#pc;
    if (this.#closed || (localDescription?.type !== 'offer' && localDescription?.type !== 'answer'))
      return null;
    const { type, sdp } = localDescription;
    return {
      kind: 'description',
      connectionId: this.connectionId,
      offerId: type === 'offer' ? this.#offerId : this.#remoteOfferId,
      isFirst: type === 'offer' && currentRemoteDescription === null,
      description: { type, sdp: withSoundWishes(withMeetingCandidates(sdp), this.#options.packetMs) },
    };
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
    const mayNotFit = this.#ignoredDescription; // read before the await, because it may change meanwhile
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!mayNotFit) throw error;
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

/** False in browsers that are too old or have WebRTC turned off. */
export const hasWebRtc = 'RTCPeerConnection' in globalThis;
