import type { JoinRequest, JoinSnapshot, ParticipantId, Roster } from '../../shared/protocol.js';
import { createStore, type Store } from '../lib/store.js';
import { initialState, ownMedia, withPanel, withRemote, withRoster, withSnapshot } from './call-state.js';
import type { CallState, EndReason } from './call-state.js';
import { CHAT_PAGE_SIZE } from '../../shared/limits.js';
import type { CallChat } from './call-chat.js';
import { createCallChat } from './call-chat.js';
import type { LocalMedia, LocalMediaOptions } from './local-media.js';
import type { MediaEngine, MediaEngineEvents } from './media-engine.js';
import { MediaSync } from './media-sync.js';
import type { Notices } from './notices.js';
import { createNotices } from './notices.js';
import type { Signalling, SignallingEvents, SignallingReply } from './signalling.js';

/** A rejoin that was refused for the moment is tried again after this. */
const REJOIN_DELAY_MS = 2_000;
/** How long *Join now* waits for a server that is away before it says so. */
const CONNECT_PATIENCE_MS = 10_000;
/** How long the call may remain undrawn; nobody notices so short a time. */
const DRAW_PATIENCE_MS = 120;
/** How long leaving may wait for the server to have heard of it. */
const LEAVE_PATIENCE_MS = 1_000;

/** What a signal may be answered with that will get through later: after a rejoin, or when the other end is back. */
const UNDELIVERED: ReadonlySet<string> = new Set(['disconnected', 'not-in-call', 'unreachable']);

export interface CallOptions {
  code: string;
  name: string;
  maxParticipants: number;
  hasIceServers: boolean;
  tabId: string;
  createMedia(events: Pick<LocalMediaOptions, 'onChange' | 'onTrack' | 'onLost'>): LocalMedia;
  createEngine(events: MediaEngineEvents): MediaEngine;
  createSignalling(events: SignallingEvents): Signalling;
  /** Bugs end here; nothing of them is shown but that something went wrong. */
  onError(error: unknown): void;
}

/** The conductor of one page's part in a call: join, rejoin, leave. Owns all that lives as long as the call. */
export class Call {
  readonly store: Store<CallState>;
  readonly media: LocalMedia;
  readonly chat: CallChat;
  readonly notices: Notices;
  readonly #options: CallOptions;
  readonly #signalling: Signalling;
  readonly #engine: MediaEngine;
  readonly #sync: MediaSync;
  #onceConnected: (() => void)[] = [];
  /** The latest roster since the last join was answered. */
  #newestRoster: Roster | null = null;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#engine = options.createEngine({
      onRemote: (id, remote) => {
        this.store.set((state) => withRemote(state, id, remote));
      },
      send: async (to, signal) => {
        const reply = await this.#signalling.request('signal', { to, signal });
        return reply.ok || !UNDELIVERED.has(reply.error.code);
      },
      onError: options.onError,
    });
    this.media = options.createMedia({
      onChange: (local) => {
        this.store.set((state) => ({ ...state, local }));
        this.#sync.push();
      },
      onTrack: (slot, track) => {
        this.#engine.setTrack(slot, track);
      },
      onLost: (device) => {
        this.notices.problem(`Your ${device} is gone. Parley looks for another one.`);
      },
    });
    this.store = createStore(initialState(this.media.state));
    this.notices = createNotices(this.store);
    this.#signalling = options.createSignalling({
      onConnect: () => {
        this.#connected();
      },
      onDisconnect: () => {
        this.#disconnected();
      },
      onUnauthorized: () => {
        this.#end('signed-out');
      },
    });
    this.chat = createCallChat(this.store, this.#signalling, options.name);
    this.#sync = new MediaSync(this.#signalling, () => {
      const state = this.store.get();
      return state.phase === 'joined' ? ownMedia(state) : null;
    });
    this.#listen();
  }

  /** Connects, and shows what the page needs before the call: own devices and who is there. */
  async open(wanted: { mic: boolean; camera: boolean }): Promise<void> {
    this.#signalling.connect();
    await this.media.open(wanted);
  }

  async join(): Promise<void> {
    if (this.store.get().phase !== 'lobby') return;
    this.store.set((state) => ({ ...state, phase: 'joining', refusal: null }));
    if (!this.#options.hasIceServers) this.#engine.prepare(this.store.get().roster);
    let reply = await this.#requestJoin();
    if (!reply.ok && reply.error.code === 'disconnected') {
      await this.#waitForConnection();
      reply = await this.#requestJoin();
    }
    if (this.store.get().phase !== 'joining') return; // left meanwhile
    if (reply.ok) {
      await this.#joined(reply.value);
      return;
    }
    const { message } = reply.error;
    this.#engine.abandon();
    this.store.set((state) => ({ ...state, phase: 'lobby', refusal: message }));
    void this.#watch();
  }

  /** Stops devices, closes connections and tells the others; resolves when the server has heard, or soon after. */
  async leave(): Promise<void> {
    if (this.store.get().phase === 'ended') return;
    const heard = this.#signalling.request('leave-call', {});
    this.#stopMedia();
    await Promise.race([heard, new Promise((done) => setTimeout(done, LEAVE_PATIENCE_MS))]);
    this.#end('left');
  }

  /** The page is going away this moment. */
  vanish(): void {
    this.#signalling.tell('leave-call');
    this.#stopMedia();
  }

  setHand(hand: boolean): void {
    this.store.set((state) => ({ ...state, hand }));
    this.#sync.push();
  }

  showPanel(panel: CallState['panel']): void {
    this.store.set((state) => withPanel(state, panel));
  }

  networkChanged(): void {
    this.#signalling.reconnect();
    this.#engine.networkChanged();
  }

  audioLevel(id: ParticipantId): number {
    return this.#engine.audioLevel(id);
  }

  #listen(): void {
    this.#signalling.on('roster', (roster) => {
      const { phase, self } = this.store.get();
      if (phase === 'ended') return;
      this.#newestRoster = roster;
      if (self !== null && phase !== 'reconnecting') this.#engine.update(roster);
      const isFull = roster.length >= this.#options.maxParticipants;
      this.store.set((state) => ({ ...withRoster(state, roster), isFull }));
    });
    this.#signalling.on('signal', ({ from, signal }) => {
      this.#engine.receive(from, signal);
    });
    this.#signalling.on('user-joined', ({ participantId, name }) => {
      const { phase, remotes } = this.store.get();
      // After a restart of the server everyone joins anew, although nobody was gone.
      const isHere = remotes.get(participantId)?.state === 'connected';
      if (phase === 'joined' && !isHere) this.notices.tell(`${name} joined`);
    });
    this.#signalling.on('user-left', ({ name }) => {
      if (this.store.get().phase === 'joined') this.notices.tell(`${name} left`);
    });
    this.#signalling.on('screen-share-started', ({ participantId }) => {
      const sharer = this.store.get().roster.find((each) => each.participantId === participantId);
      if (sharer) this.notices.tell(`${sharer.name} shares a screen`);
    });
    this.#signalling.on('server-draining', () => {
      this.notices.tell('The server restarts. Your call goes on, and the page comes back to it by itself.');
    });
    this.#signalling.on('replaced', () => {
      this.#end('replaced');
    });
  }

  #connected(): void {
    for (const proceed of this.#onceConnected.splice(0)) proceed();
    const { phase } = this.store.get();
    if (phase === 'lobby') void this.#watch();
    else if (phase === 'reconnecting') void this.#rejoin();
  }

  #disconnected(): void {
    this.#engine.disconnected();
    this.store.set((state) => {
      const isIn = state.phase === 'joined' || (state.phase === 'joining' && state.self !== null);
      return isIn ? { ...state, phase: 'reconnecting' } : state;
    });
  }

  async #watch(): Promise<void> {
    const reply = await this.#signalling.request('watch-call', { code: this.#options.code });
    if (!reply.ok || this.store.get().phase !== 'lobby') return; // a reconnect asks again
    const { roster, full } = reply.value;
    this.store.set((state) => ({ ...withRoster(state, roster), isFull: full }));
  }

  async #rejoin(): Promise<void> {
    if (this.store.get().phase !== 'reconnecting') return;
    const reply = await this.#requestJoin();
    if (this.store.get().phase !== 'reconnecting') return;
    if (reply.ok) await this.#joined(reply.value);
    else if (reply.error.code === 'full') this.#end('full');
    else if (reply.error.code !== 'disconnected') setTimeout(() => void this.#rejoin(), REJOIN_DELAY_MS);
  }

  #requestJoin(): Promise<SignallingReply<JoinSnapshot>> {
    const request: JoinRequest = {
      code: this.#options.code,
      tabId: this.#options.tabId,
      media: ownMedia(this.store.get()),
    };
    this.#sync.told(ownMedia(this.store.get()));
    return this.#signalling.request('join-call', request, () => {
      this.#newestRoster = null; // what came before the answer is older than the answer
    });
  }

  async #joined(snapshot: JoinSnapshot): Promise<void> {
    const roster = this.#newestRoster ?? snapshot.roster;
    const connected = this.#engine.joined({ ...snapshot, roster });
    this.store.set((state) => withSnapshot(state, { ...snapshot, roster }, CHAT_PAGE_SIZE));
    const { phase } = this.store.get();
    if (phase === 'joining') {
      // Drawing the call keeps the page busy while it should answer those it connects to: they come first.
      await Promise.race([connected, new Promise((done) => setTimeout(done, DRAW_PATIENCE_MS))]);
      if (this.store.get().phase !== 'joining') return; // left, or lost the server: the rejoin goes on from there
    }
    this.store.set((state) => ({ ...state, phase: 'joined' }));
    this.#sync.push(); // what changed while the request was under way
    this.chat.resend();
  }

  #waitForConnection(): Promise<void> {
    return new Promise((resolve) => {
      this.#onceConnected.push(resolve);
      setTimeout(resolve, CONNECT_PATIENCE_MS);
    });
  }

  #end(reason: EndReason): void {
    this.#stopMedia();
    this.#signalling.close();
    this.store.set((state) => ({ ...state, phase: 'ended', endReason: reason }));
  }

  #stopMedia(): void {
    this.media.close();
    this.#engine.close();
  }
}
