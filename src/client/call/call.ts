import { messages as t } from '#messages/call';
import { CHAT_PAGE_SIZE } from '../../shared/limits.js';
import type { JoinRequest, JoinSnapshot, ParticipantId, Roster } from '../../shared/protocol.js';
import type { LocalMedia, LocalMediaOptions } from '../devices/local-media.js';
import { createBackoff } from '../lib/backoff.js';
import { createStore, type Store } from '../lib/store.js';
import type { MediaEngine, MediaEngineEvents } from '../mesh/media-engine.js';
import { createCallChat, type CallChat } from './call-chat.js';
import { hasRemoteMedia, initialState, isInCall, ownMedia } from './call-state.js';
import { withRemote, withRoster, withSnapshot } from './call-state.js';
import type { CallState, EndReason, RejoinRefusal } from './call-state.js';
import { withPanel } from './chat-state.js';
import { errorText } from './error-text.js';
import { showEventNotices } from './event-notices.js';
import { MediaSync } from './media-sync.js';
import { createNotices, type Notices } from './notices.js';
import type { Signalling, SignallingEvents, SignallingReply } from './signalling.js';

/** The delays before a refused rejoin is tried again. */
const FIRST_REJOIN_MS = 2_000;
const MAX_REJOIN_MS = 10_000;
/** How long a join waits for the connection to the server before it fails. */
const CONNECT_TIMEOUT_MS = 10_000;
/** The longest time after a join during which the page does not draw the call. People don't notice so short a delay. */
const DRAW_TIMEOUT_MS = 120;
/** How long leaving waits for the server's answer. */
const WATCH_RETRY_MS = 3_000;
const LEAVE_TIMEOUT_MS = 1_000;

/** Error codes of signals that can succeed later: after a rejoin, when the other page is back, or after a moment. */
const UNDELIVERED: ReadonlySet<string> = new Set([
  'disconnected',
  'not-in-call',
  'unreachable',
  'rate-limited',
  'unavailable',
  'internal',
]);

export interface CallOptions {
  code: string;
  userId: string;
  name: string;
  maxParticipants: number;
  hasIceServers: boolean;
  tabId: string;
  createMedia(events: Pick<LocalMediaOptions, 'onChange' | 'onTrack' | 'onLost'>): LocalMedia;
  createEngine(events: MediaEngineEvents): MediaEngine;
  createSignalling(events: SignallingEvents): Signalling;
  /** Called with unexpected errors, which the page doesn't show. */
  onError(error: unknown): void;
}

/** One page's part in a call: join, rejoin, leave. Owns everything that lives as long as the call. */
export class Call {
  readonly store: Store<CallState>;
  readonly media: LocalMedia;
  readonly chat: CallChat;
  readonly notices: Notices;
  readonly #options: CallOptions;
  readonly #signalling: Signalling;
  readonly #engine: MediaEngine;
  readonly #sync: MediaSync;
  /** Called when the socket connects. A join that found no connection waits for this. */
  #connectWaiters: (() => void)[] = [];
  /** The latest roster event since the answer to the last join. */
  #newestRoster: Roster | null = null;
  readonly #rejoins = createBackoff(() => this.retryRejoin(), FIRST_REJOIN_MS, MAX_REJOIN_MS);

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
        this.notices.problem(device === 'mic' ? t.micLost() : t.cameraLost());
      },
    });
    this.store = createStore(initialState(this.media.state), options.onError);
    this.notices = createNotices(this.store);
    this.#signalling = options.createSignalling({
      onConnect: () => {
        this.#onConnect();
      },
      onDisconnect: () => {
        this.#onDisconnect();
      },
      onUnauthorized: () => {
        this.#onRefused('logged-out');
      },
    });
    this.chat = createCallChat(this.store, this.#signalling, options.name);
    this.#sync = new MediaSync(this.#signalling, () => {
      const state = this.store.get();
      return state.phase === 'joined' ? ownMedia(state) : null;
    });
    this.#listen();
    showEventNotices(this.#signalling, this.store, this.notices);
  }

  /** Connects to the server, asks for the participants, and starts the wanted devices. */
  async open(wanted: { mic: boolean; camera: boolean }): Promise<void> {
    this.#signalling.connect();
    await this.media.open(wanted);
  }

  async join(): Promise<void> {
    if (this.store.get().phase !== 'prejoin') return;
    this.store.set((state) => ({ ...state, phase: 'joining', refusal: null }));
    if (!this.#options.hasIceServers) this.#engine.connectEarly(this.store.get().roster);
    let reply = await this.#requestJoin();
    if (!reply.ok && reply.error.code === 'disconnected') {
      await this.#waitForConnection();
      reply = await this.#requestJoin();
    }
    if (this.store.get().phase !== 'joining') return; // the person has left meanwhile
    if (reply.ok) {
      await this.#onJoined(reply.value);
      return;
    }
    const refusal = errorText(reply.error.code);
    this.#engine.joinFailed();
    this.store.set((state) => ({ ...state, phase: 'prejoin', refusal }));
    void this.#watch();
  }

  /** Stops the devices and leaves the call. Resolves when the server has answered, at the latest after a second. */
  async leave(): Promise<void> {
    if (this.store.get().phase === 'ended') return;
    this.#rejoins.reset();
    const reply = this.#signalling.request('leave-call', {});
    this.#stopMedia();
    await Promise.race([reply, new Promise((resolve) => setTimeout(resolve, LEAVE_TIMEOUT_MS))]);
    this.#end('left');
  }

  /** Leaves the call without waiting for the server, because the browser is closing the page. */
  leaveOnPageHide(): void {
    this.#signalling.sendWithoutReply('leave-call');
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

  /** Tries again at once to rejoin, for example because the person may have logged in on another page meanwhile. */
  retryRejoin(): void {
    if (this.store.get().phase !== 'reconnecting') return;
    this.#signalling.connect();
    void this.#rejoin();
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
    this.#signalling.on('replaced', () => {
      this.#end('replaced');
    });
    this.#signalling.on('session-ended', () => {
      this.#end('logged-out'); // the server has taken the page out of its call
    });
  }

  #onConnect(): void {
    for (const resolve of this.#connectWaiters.splice(0)) resolve();
    const { phase } = this.store.get();
    if (phase === 'prejoin') void this.#watch();
    else if (phase === 'reconnecting') void this.#rejoin();
  }

  #onDisconnect(): void {
    this.#engine.disconnected();
    this.store.set((state) => {
      const isIn = isInCall(state) || (state.phase === 'joining' && state.self !== null);
      return isIn ? { ...state, phase: 'reconnecting', rejoinRefusal: null } : state;
    });
  }

  async #watch(): Promise<void> {
    const reply = await this.#signalling.request('watch-call', { code: this.#options.code });
    if (this.store.get().phase !== 'prejoin') return;
    if (!reply.ok) {
      // After a lost connection, the page asks again when it reconnects.
      if (reply.error.code !== 'disconnected') setTimeout(() => void this.#watch(), WATCH_RETRY_MS);
      return;
    }
    const { roster, full } = reply.value;
    this.store.set((state) => ({ ...withRoster(state, roster), isFull: full }));
  }

  async #rejoin(): Promise<void> {
    if (this.store.get().phase !== 'reconnecting') return;
    const reply = await this.#requestJoin();
    if (this.store.get().phase !== 'reconnecting') return;
    if (reply.ok) await this.#onJoined(reply.value);
    else if (reply.error.code === 'full') this.#onRefused('full');
    else if (reply.error.code === 'unauthorized') this.#onRefused('logged-out');
    else if (reply.error.code !== 'disconnected') this.#rejoins.schedule();
  }

  /** The server doesn't let the page rejoin. Media that flow don't need the server, so the call goes on with them. */
  #onRefused(reason: RejoinRefusal): void {
    const state = this.store.get();
    if (!isInCall(state) || !hasRemoteMedia(state)) {
      this.#end(reason);
      return;
    }
    this.#engine.disconnected();
    this.store.set((now) => ({ ...now, phase: 'reconnecting', rejoinRefusal: reason }));
    this.#rejoins.schedule();
  }

  #requestJoin(): Promise<SignallingReply<JoinSnapshot>> {
    const request: JoinRequest = {
      code: this.#options.code,
      tabId: this.#options.tabId,
      pageUserId: this.#options.userId,
      media: ownMedia(this.store.get()),
    };
    this.#sync.markReported(ownMedia(this.store.get()));
    return this.#signalling.request('join-call', request, () => {
      this.#newestRoster = null; // rosters from before the answer are older than the answer's own
    });
  }

  async #onJoined(snapshot: JoinSnapshot): Promise<void> {
    this.#rejoins.reset();
    const roster = this.#newestRoster ?? snapshot.roster;
    const connected = this.#engine.joined({ ...snapshot, roster });
    this.store.set((state) => withSnapshot(state, { ...snapshot, roster }, CHAT_PAGE_SIZE));
    const { phase } = this.store.get();
    if (phase === 'joining') {
      // Drawing the call takes time that the page needs to answer its peers, so it connects to them first.
      await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, DRAW_TIMEOUT_MS))]);
      if (this.store.get().phase !== 'joining') return; // the person left, or the page lost the server and rejoins
    }
    this.store.set((state) => ({ ...state, phase: 'joined' }));
    this.#sync.push(); // reports what changed during the request
    this.chat.resend();
  }

  #waitForConnection(): Promise<void> {
    return new Promise((resolve) => {
      this.#connectWaiters.push(resolve);
      setTimeout(resolve, CONNECT_TIMEOUT_MS);
    });
  }

  #end(reason: EndReason): void {
    this.#rejoins.reset();
    this.#stopMedia();
    this.#signalling.close();
    this.store.set((state) => ({ ...state, phase: 'ended', endReason: reason }));
  }

  #stopMedia(): void {
    this.media.close();
    this.#engine.close();
  }
}
