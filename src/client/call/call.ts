import { messages as t } from '#messages/call';
import { CHAT_PAGE_SIZE } from '../../shared/limits.js';
import type { JoinSnapshot, ParticipantId } from '../../shared/protocol.js';
import type { LocalMedia } from '../devices/local-media.js';
import { createStore, type Store } from '../lib/store.js';
import type { MediaEngine } from '../mesh/media-engine.js';
import { createCallChat, type CallChat } from './call-chat.js';
import type { CallOptions, Entry } from './call-options.js';
import { initialState, isInCall, ownMedia } from './call-state.js';
import { withLocal, withoutCall, withRemote, withRoster, withSnapshot } from './call-state.js';
import type { CallState, EndReason, FailureCode } from './call-state.js';
import { withPanel } from './chat-state.js';
import { followDepartures, hearBye, sayBye } from './departures.js';
import { followEnds } from './ends.js';
import { showEventNotices } from './event-notices.js';
import { FirstConnections } from './first-connections.js';
import { obeyHost } from './host-events.js';
import { createIceRenewal, type IceRenewal } from './ice-renewal.js';
import { isDisconnected, isWaiting, JoinRequests, type JoinReply } from './join-requests.js';
import { MediaSync } from './media-sync.js';
import { createModeration, type Moderate } from './moderation.js';
import { createNotices, type Notices } from './notices.js';
import { createPreviewWatch } from './preview-watch.js';
import { Rejoin } from './rejoin.js';
import { createSignalSender } from './send-signal.js';
import type { Signalling } from './signalling.js';
import { showStateNotices } from './state-notices.js';

/** How long leaving waits for the server's answer. */
const LEAVE_TIMEOUT_MS = 1_000;

/** One page's part in a call: join, wait to be let in, rejoin, leave. Owns everything that lives as long as the call. */
export class Call {
  readonly store: Store<CallState>;
  readonly media: LocalMedia;
  readonly chat: CallChat;
  readonly notices: Notices;
  readonly moderate: Moderate;
  /** For what does not belong to the call but uses its connection. */
  readonly socket: Pick<Signalling, 'on' | 'request' | 'whenConnected'>;
  readonly engine: MediaEngine;
  readonly #signalling: Signalling;
  readonly #sync: MediaSync;
  readonly #iceRenewal: IceRenewal;
  readonly #joins: JoinRequests;
  readonly #watch: () => void;
  readonly #rejoin: Rejoin;
  readonly #firsts = new FirstConnections();

  constructor(options: CallOptions) {
    this.engine = options.createEngine({
      onRemote: this.#firsts.watch((id, remote) => this.store.set((state) => withRemote(state, id, remote))),
      send: createSignalSender(() => this.#signalling),
      onMessage: (from, message) => this.chat.receive(from, message),
      onNote: (from, note) => hearBye(this.engine, this.store.get(), from, note),
      onError: options.onError,
    });
    this.media = options.createMedia({
      onChange: (local) => {
        this.store.set((state) => withLocal(state, local));
        this.#sync.push();
      },
      onTrack: (slot, track) => {
        this.engine.setTrack(slot, track);
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
      onDisconnect: () => this.#onDisconnect(),
      onUnauthorized: () => this.#rejoin.refused('unauthorized'),
    });
    this.socket = this.#signalling;
    this.chat = createCallChat(this.store, this.#signalling, this.engine);
    this.moderate = createModeration(this.#signalling, this.store, this.notices);
    this.#iceRenewal = createIceRenewal(this.#signalling, (iceServers) => {
      this.engine.setIceServers(iceServers);
    });
    this.#watch = createPreviewWatch(this.#signalling, this.store, options.code, () => {
      if (this.store.get().phase === 'prejoin') this.#prepare();
    });
    this.#sync = new MediaSync(this.#signalling, () => {
      const state = this.store.get();
      return state.phase === 'joined' ? ownMedia(state) : null;
    });
    const reportMedia = () => {
      const media = ownMedia(this.store.get());
      this.#sync.markReported(media);
      return media;
    };
    this.#joins = new JoinRequests(this.#signalling, options, reportMedia, () => this.engine.offers());
    this.#rejoin = new Rejoin({
      store: this.store,
      joins: this.#joins,
      connect: () => this.#signalling.connect(),
      onJoined: (snapshot) => this.#onJoined(snapshot),
      onSentToWaitingRoom: () => this.#backToWaitingRoom(),
      onOffline: () => this.engine.disconnected(),
      onEnd: (reason) => this.#end(reason),
    });
    this.#listen();
    followDepartures(this.#signalling, this.engine, this.store, this.notices);
    showEventNotices(this.#signalling, this.store, this.notices);
    showStateNotices(this.store, this.notices);
  }

  /** Connects to the server, asks for the preview of the call, and starts the wanted devices. */
  async open(wanted: { mic: boolean; camera: boolean }): Promise<void> {
    this.#signalling.connect();
    await this.media.open(wanted);
  }

  async join(entry: Entry = {}): Promise<void> {
    if (this.store.get().phase !== 'prejoin') return;
    this.#joins.entry = entry;
    await this.#enter();
  }

  stopWaiting(): void {
    if (this.store.get().phase !== 'waiting') return;
    void this.#signalling.request('leave-call', {});
    this.#returnToPrejoin(null);
  }

  /** Stops the devices and leaves the call. Resolves when the server has answered, at the latest after a second. */
  async leave(): Promise<void> {
    if (this.store.get().phase === 'ended') return;
    this.#rejoin.reset();
    const reply = this.#signalling.request('leave-call', {});
    this.#stopMedia();
    await Promise.race([reply, new Promise((resolve) => setTimeout(resolve, LEAVE_TIMEOUT_MS))]);
    this.#end('left');
  }

  /** Leaves the call without waiting for the server, because the browser is closing the page. */
  leaveOnPageHide(): void {
    this.#signalling.sendWithoutReply('leave-call', {});
    this.#stopMedia();
  }

  setHand(hand: boolean): void {
    this.store.set((state) => ({ ...state, hand }));
    this.#sync.push();
  }

  /** The person has answered a host who asked them to turn the microphone on. */
  unmuteAnswered(): void {
    this.store.set((state) => ({ ...state, unmuteAskedBy: null }));
  }

  showPanel(panel: CallState['panel']): void {
    this.store.set((state) => withPanel(state, panel));
  }

  networkChanged(): void {
    this.#signalling.reconnect();
    this.engine.networkChanged();
  }

  /** Tries again at once to rejoin, for example because the person may have logged in on another page meanwhile. */
  retryRejoin(): void {
    this.#rejoin.retry();
  }

  audioLevel(id: ParticipantId): number {
    return this.engine.audioLevel(id);
  }

  #listen(): void {
    this.#signalling.on('roster', (roster) => {
      const { phase, self } = this.store.get();
      if (phase === 'ended') return;
      this.#joins.newestRoster = roster;
      if (self === null) return; // the answer to the join comes first
      if (phase !== 'reconnecting') this.engine.update(roster);
      this.store.set((state) => withRoster(state, roster));
    });
    this.#signalling.on('signal', ({ from, signal }) => this.engine.receive(from, signal));
    this.#signalling.on('admitted', () => this.#onDecision('admitted'));
    this.#signalling.on('denied', () => this.#onDecision('denied'));
    followEnds(this.#signalling, (reason) => this.#end(reason));
    obeyHost(this.#signalling, {
      store: this.store,
      media: this.media,
      notices: this.notices,
      setHand: (hand) => this.setHand(hand),
      end: (reason, endedBy) => this.#end(reason, endedBy),
    });
  }

  #onConnect(): void {
    this.#joins.connected();
    const { phase } = this.store.get();
    if (phase === 'prejoin') this.#watch();
    else if (phase === 'waiting') void this.#onReply(this.#joins.send());
    else if (phase === 'reconnecting') void this.#rejoin.run();
  }

  #onDisconnect(): void {
    this.engine.disconnected();
    this.store.set((state) => {
      const isIn = isInCall(state) || (state.phase === 'joining' && state.self !== null);
      return isIn ? { ...state, phase: 'reconnecting', rejoinRefusal: null } : state;
    });
  }

  async #enter(): Promise<void> {
    // First the request: the page prepares and draws while the server works.
    const reply = this.#joins.sendWhenConnected();
    this.store.set((state) => ({ ...state, phase: 'joining', refusal: null }));
    this.#prepare();
    await this.#onReply(reply);
  }

  /** Has connections ready for the people in the call, so that the join only has to send their offers. */
  #prepare(): void {
    const { reachable = [], iceServers = [] } = this.store.get().preview ?? {};
    this.engine.prepare(reachable, iceServers);
  }

  /** The answer to a request to be let in, from the prejoin or, after a lost connection, from the waiting room. */
  async #onReply(pending: Promise<JoinReply>): Promise<void> {
    const { phase } = this.store.get();
    const reply = await pending;
    if (this.store.get().phase !== phase) return; // the person has left meanwhile
    if (reply.ok && !isWaiting(reply.value)) {
      await this.#onJoined(reply.value);
      return;
    }
    this.engine.joinFailed();
    if (reply.ok) this.#onWaiting();
    else if (phase === 'joining' || !isDisconnected(reply)) this.#returnToPrejoin(reply.error.code);
  }

  #onWaiting(): void {
    this.store.set((state) => ({ ...state, phase: 'waiting' }));
    const { decision } = this.#joins;
    if (decision) this.#onDecision(decision); // it can arrive together with the answer to the join
  }

  #onDecision(decision: 'admitted' | 'denied'): void {
    const { phase } = this.store.get();
    this.#joins.decision = decision;
    if (phase === 'waiting' && decision === 'admitted') void this.#enter();
    else if (phase === 'waiting') this.#returnToPrejoin('denied');
    else if (decision === 'admitted') this.#rejoin.retry();
  }

  #returnToPrejoin(refusal: FailureCode | null): void {
    this.store.set((state) => ({ ...state, phase: 'prejoin', refusal }));
    this.#watch();
  }

  /** The page has been away so long that a host has to let it in again. */
  #backToWaitingRoom(): void {
    this.#iceRenewal.stop();
    this.#joins.callId = undefined;
    this.engine.joinFailed();
    this.media.stopScreen();
    this.store.set(withoutCall);
    this.#onWaiting();
  }

  async #onJoined(snapshot: JoinSnapshot): Promise<void> {
    this.#rejoin.reset();
    this.#iceRenewal.start(snapshot.iceServersTtlMs);
    this.#joins.callId = snapshot.call.id;
    const roster = this.#joins.newestRoster ?? snapshot.roster;
    this.engine.joined({ ...snapshot, roster });
    this.store.set((state) => withSnapshot(state, { ...snapshot, roster }, CHAT_PAGE_SIZE));
    if (this.store.get().phase === 'joining') {
      await this.#firsts.wait(snapshot.relayed);
      if (this.store.get().phase !== 'joining') return; // the person left, or the page lost the server and rejoins
    }
    this.store.set((state) => ({ ...state, phase: 'joined' }));
    this.#sync.push(); // reports what changed during the request
    void this.chat.resend();
  }

  #end(endReason: EndReason, endedBy: string | null = null): void {
    this.#rejoin.reset();
    this.#stopMedia();
    this.#signalling.close();
    this.store.set((state) => ({ ...state, phase: 'ended', endReason, endedBy, notices: [] }));
  }

  #stopMedia(): void {
    this.#iceRenewal.stop();
    this.media.close();
    sayBye(this.engine, this.store.get());
    this.engine.close();
  }
}
