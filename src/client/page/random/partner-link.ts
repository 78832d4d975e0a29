import type { ChannelNote } from '../../mesh/channel-messages.js';
import type { MediaEngine, MediaEngineEvents, RemoteMedia } from '../../mesh/media-engine.js';
import { SLOTS, type Slot } from '../../mesh/slots.js';
import type { Match } from '../../../shared/random-protocol.js';
import type { Participant, Signal } from '../../../shared/protocol.js';
import { PartnerWatch } from './partner-watch.js';

export interface PartnerLinkOptions {
  readonly match: Match;
  createEngine(events: MediaEngineEvents): MediaEngine;
  /** Hands a signal to the server. Resolves to false when it must be sent again later. */
  send(signal: Signal): Promise<boolean>;
  /** The devices that are on. Are told to the other page whenever the channel opens. */
  switches(): { mic: boolean; camera: boolean };
  onRemote(remote: RemoteMedia | null): void;
  onText(id: string, text: string): void;
  onSwitches(switches: { mic: boolean; camera: boolean }): void;
  /** The other person has pressed a button that ends the pair. */
  onBye(): void;
  onSilent(isSilent: boolean): void;
  onError(error: unknown): void;
}

/** A note needs a few ms to leave the browser. */
const FAREWELL_MS = 150;
const CALLEE = 'first';
const CALLER = 'second';

/** The id of the other page in the engine of the pair. */
export function partnerOf({ role }: Pick<Match, 'role'>): string {
  return role === 'caller' ? CALLEE : CALLER;
}

/** The connection to the page of the other person, for as long as the two are a pair. */
export class PartnerLink {
  readonly #options: PartnerLinkOptions;
  readonly #engine: MediaEngine;
  readonly #watch: PartnerWatch;
  readonly #partner: string;
  /** Grows whenever signals to the other page may have been lost. */
  #joinNumber = 1;
  readonly #connected: Promise<void>;
  #resolveConnected: () => void = () => undefined;
  #isPartnerOnline = true;
  #closed = false;

  constructor(options: PartnerLinkOptions) {
    this.#options = options;
    this.#partner = partnerOf(options.match);
    this.#connected = new Promise((resolve) => {
      this.#resolveConnected = resolve;
    });
    this.#watch = new PartnerWatch({
      sendSign: () => {
        this.#tell({ type: 'alive', isReply: false });
      },
      onChange: options.onSilent,
      isHidden: () => document.hidden,
      now: () => performance.now(),
    });
    this.#engine = options.createEngine({
      onRemote: (_, remote) => {
        if (this.#closed) return;
        options.onRemote(remote);
        if (remote?.state === 'connected') this.#resolveConnected();
      },
      send: (_, signal) => options.send(signal),
      onMessage: (_, message) => {
        if (this.#closed) return;
        this.#watch.heard();
        if (message.type === 'private') options.onText(message.id, message.text);
      },
      onNote: (_, note) => {
        this.#onNote(note);
      },
      onChannelOpen: () => {
        if (this.#closed) return;
        this.#watch.start();
        this.tellSwitches();
      },
      onError: options.onError,
    });
  }

  /** Resolves when the two pages are connected. Call it after the own tracks have been set. */
  connect(): Promise<void> {
    this.#join();
    return this.#connected;
  }

  /** The page has lost the server: media and text continue. */
  disconnected(): void {
    this.#engine.disconnected();
  }

  /** The server passes signals again, after either page was away. */
  reconnected(): void {
    this.#isPartnerOnline = true;
    this.#joinNumber += 1;
    this.#join();
  }

  partnerAway(): void {
    this.#isPartnerOnline = false;
    this.#engine.update(this.#roster());
  }

  setIceServers(iceServers: Match['iceServers']): void {
    this.#engine.setIceServers(iceServers);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#engine.setTrack(slot, track);
  }

  networkChanged(): void {
    this.#engine.networkChanged();
  }

  receive(signal: unknown): void {
    this.#engine.receive(this.#partner, signal);
  }

  /** Resolves to true when the other page has the text. */
  sendText(id: string, text: string): Promise<boolean> {
    return this.#engine.sendMessage(this.#partner, { type: 'private', id, text });
  }

  tellSwitches(): void {
    this.#tell({ type: 'switches', ...this.#options.switches() });
  }

  /** Tells the other page at once, also while the server is away. */
  sayBye(): void {
    this.#tell({ type: 'bye' });
  }

  /** Sends and reports nothing from then on. A last note still has a moment to leave the browser. */
  close(): void {
    this.#closed = true;
    this.#watch.close();
    for (const { slot } of SLOTS) this.#engine.setTrack(slot, null);
    setTimeout(() => {
      this.#engine.close();
    }, FAREWELL_MS);
  }

  #join(): void {
    const { iceServers, pairId } = this.#options.match;
    this.#engine.joined({
      self: this.#partner === CALLER ? CALLEE : CALLER,
      roster: this.#roster(),
      iceServers,
      epoch: pairId,
      resumed: true,
      gone: [],
      relayed: [],
    });
  }

  /** The engine follows rosters. Of the two, the later one makes the first offer. */
  #roster(): Participant[] {
    return [CALLEE, CALLER].map((participantId) => ({
      participantId,
      name: '',
      isGuest: false,
      role: 'participant',
      joinNumber: this.#joinNumber,
      state: participantId === this.#partner && !this.#isPartnerOnline ? 'reconnecting' : 'connected',
      media: { mic: false, camera: false, hand: false, screen: null },
    }));
  }

  #tell(note: ChannelNote): void {
    this.#engine.sendNote(this.#partner, note);
  }

  #onNote(note: ChannelNote): void {
    if (this.#closed) return;
    this.#watch.heard();
    if (note.type === 'alive') {
      // Timers of a hidden page run seldom, but messages arrive at once: the reply is a sign of life at any time.
      if (!note.isReply) this.#tell({ type: 'alive', isReply: true });
    } else if (note.type === 'switches') this.#options.onSwitches({ mic: note.mic, camera: note.camera });
    else this.#options.onBye();
  }
}
