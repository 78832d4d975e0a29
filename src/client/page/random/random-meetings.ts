import type { IceRenewal } from '../../call/ice-renewal.js';
import { createStore, type Store } from '../../lib/store.js';
import type { Slot } from '../../mesh/slots.js';
import type {
  EndReason,
  Match,
  RandomMode,
  ReportedLine,
  ReportReason,
} from '../../../shared/random-protocol.js';
import { afterLookReply } from './look-reply.js';
import { createPartnerLink } from './create-partner-link.js';
import type { PartnerLink } from './partner-link.js';
import type { Media, RandomMeetingsOptions, Socket } from './random-options.js';
import {
  INITIAL,
  looking,
  matched,
  parted,
  stopped,
  withDelivery,
  withLine,
  type RandomNews,
  type RandomState,
} from './random-state.js';
import { CONNECT_DEADLINE_MS, LOST_PATIENCE_MS, PARTED_MS, RETRY_MS } from './timings.js';

/** This page’s part in random meetings: looks for people, connects to them one after the other, and tells what happens. */
export class RandomMeetings {
  readonly store: Store<RandomState>;
  readonly #options: RandomMeetingsOptions;
  readonly #signalling: Socket;
  readonly #iceRenewal: IceRenewal;
  #media: Media | null = null;
  readonly #tracks = new Map<Slot, MediaStreamTrack | null>();
  #link: PartnerLink | null = null;
  /** Why the page leaves the pair that the server still knows of. */
  #because: EndReason = 'left';
  /** The one thing that happens next by itself. */
  #next: ReturnType<typeof setTimeout> | undefined;
  /** Changes with each request to look for somebody. An answer to an earlier one is out of date. */
  #round = 0;

  constructor(options: RandomMeetingsOptions) {
    this.#options = options;
    this.store = createStore(INITIAL, options.onError);
    this.#signalling = options.createSignalling({
      onConnect: () => {
        this.#patch({ isOnline: true });
        this.#onConnect();
      },
      onDisconnect: () => {
        this.#patch({ isOnline: false });
        this.#link?.disconnected();
      },
      onUnauthorized: () => {
        this.#stop('logged-out');
      },
    });
    this.#iceRenewal = options.createIceRenewal(this.#signalling, (iceServers) => {
      this.#link?.setIceServers(iceServers);
    });
    this.#listen();
  }

  /** Opens the devices, unless the person wants text only, and looks for somebody. */
  async start(mode: RandomMode, wanted: { mic: boolean; camera: boolean }): Promise<void> {
    if (this.#state.phase !== 'start') return;
    this.store.set((state) => ({ ...looking(state, null), mode }));
    this.#signalling.connect();
    if (mode === 'video') {
      this.#media = this.#options.createMedia({
        onChange: (local) => {
          this.#patch({ local });
          this.#link?.tellSwitches();
        },
        onTrack: (slot, track) => {
          this.#tracks.set(slot, track);
          this.#link?.setTrack(slot, track);
        },
        onLost: () => undefined, // the state of the device says it
      });
      const media = this.#media;
      await media.open(wanted);
      if (this.#media !== media) media.close(); // the person has left while the browser was asking
      if (this.#media !== media) return;
    }
    void this.#look();
  }

  /** Leaves this person and looks for another. */
  next(): void {
    if (this.#link) this.#lookAgain(null, 'left');
  }

  leave(): void {
    void this.#signalling.request('random-leave', {});
    this.#stop(null);
  }

  /** The browser closes the page. */
  leaveOnPageHide(): void {
    if (this.#state.phase === 'start') return;
    this.#link?.sayBye();
    this.#signalling.sendWithoutReply('random-leave', {});
  }

  networkChanged(): void {
    if (this.#state.phase === 'start') return;
    this.#signalling.reconnect();
    this.#link?.networkChanged();
  }

  toggleMic(): void {
    const media = this.#media;
    if (media) void media.setMic(media.state.mic.state === 'off');
  }

  toggleCamera(): void {
    const media = this.#media;
    if (media) void media.setCamera(media.state.camera.state === 'off');
  }

  sendText(text: string): void {
    const link = this.#link;
    if (!link) return;
    const key = this.#options.createKey();
    this.store.set((state) =>
      withLine(state, { key, isOwn: true, text, sentAt: Date.now(), delivery: 'sending' }),
    );
    void link.sendText(key, text).then((isDelivered) => {
      this.store.set((state) => withDelivery(state, key, isDelivered ? 'delivered' : 'failed'));
    });
  }

  /** Resolves to false if the server has not taken the report. */
  async report(pairId: string, reason: ReportReason, text: ReportedLine[] | null): Promise<boolean> {
    const reply = await this.#signalling.request('random-report', { pairId, reason, text });
    if (reply.ok) this.#afterComplaint(pairId, 'reported');
    return reply.ok;
  }

  /** Resolves to false if the server has not stored it. */
  async block(pairId: string): Promise<boolean> {
    const reply = await this.#signalling.request('random-block', { pairId });
    if (reply.ok) this.#afterComplaint(pairId, 'blocked');
    return reply.ok;
  }

  get #state(): RandomState {
    return this.store.get();
  }

  #patch(change: Partial<RandomState>): void {
    this.store.set((state) => ({ ...state, ...change }));
  }

  #listen(): void {
    const ofPair = (pairId: string) => (this.#state.match?.pairId === pairId ? this.#link : null);
    this.#signalling.on('matched', (match) => {
      if (this.#state.phase === 'looking') this.#meet(match);
    });
    this.#signalling.on('random-signal', ({ pairId, signal }) => {
      ofPair(pairId)?.receive(signal);
    });
    this.#signalling.on('match-ended', ({ pairId, reason }) => {
      if (ofPair(pairId)) this.#part(reason);
    });
    this.#signalling.on('partner-state', ({ pairId, isConnected }) => {
      if (isConnected) ofPair(pairId)?.reconnected();
      else ofPair(pairId)?.partnerAway();
    });
    this.#signalling.on('random-replaced', () => {
      this.#stop('replaced');
    });
    this.#signalling.on('session-ended', () => {
      this.#stop('logged-out');
    });
  }

  #onConnect(): void {
    const { phase, match } = this.#state;
    if (phase === 'looking' && this.#round > 0) void this.#look();
    else if (match) void this.#resume(match.pairId);
  }

  async #look(): Promise<void> {
    const round = (this.#round += 1);
    const { mode } = this.#state;
    const because = this.#because;
    const reply = await this.#signalling.request('random-start', {
      tabId: this.#options.tabId,
      mode,
      because,
    });
    if (round !== this.#round || this.#state.phase !== 'looking') return;
    if (reply.ok) {
      this.#because = 'left';
      return;
    }
    const step = afterLookReply(reply.error.code);
    if (step === 'try-again') this.#later(() => void this.#look(), RETRY_MS);
    else if (step !== 'wait') this.#stop(step);
  }

  /** After a lost connection to the server: media and text have continued. */
  async #resume(pairId: string): Promise<void> {
    const reply = await this.#signalling.request('random-resume', { tabId: this.#options.tabId, pairId });
    if (this.#state.match?.pairId !== pairId || !reply.ok) return;
    if (reply.value.isPaired) this.#link?.reconnected();
    else this.#part('left');
  }

  #meet(match: Match): void {
    this.#forgetPartner();
    this.store.set((state) => matched(state, match));
    const link = createPartnerLink({
      match,
      store: this.store,
      signalling: this.#signalling,
      createEngine: this.#options.createEngine,
      onBye: () => {
        this.#part('left');
      },
      onSilent: (isSilent) => {
        this.#onSilent(isSilent);
      },
      onError: this.#options.onError,
    });
    this.#link = link;
    for (const [slot, track] of this.#tracks) link.setTrack(slot, track);
    this.#iceRenewal.start(match.iceServersTtlMs);
    this.#later(() => {
      this.#lookAgain('not-connected', 'lost');
    }, CONNECT_DEADLINE_MS);
    void link.connect().then(() => {
      if (this.#link !== link) return;
      clearTimeout(this.#next);
      this.#patch({ phase: 'together' });
    });
  }

  #onSilent(isSilent: boolean): void {
    this.#patch({ isSilent });
    clearTimeout(this.#next);
    if (isSilent)
      this.#later(() => {
        this.#lookAgain('lost', 'lost');
      }, LOST_PATIENCE_MS);
  }

  /** The pair has ended without this person’s doing. */
  #part(reason: EndReason): void {
    this.#forgetPartner();
    this.store.set((state) => parted(state, reason));
    this.#later(() => {
      this.#lookAgain(reason, 'left');
    }, PARTED_MS);
  }

  /** `because` is for the other page, if the server still knows of the pair. */
  #lookAgain(news: RandomNews | null, because: EndReason): void {
    if (this.#state.phase === 'start') return;
    this.#link?.sayBye();
    this.#forgetPartner();
    this.#because = because;
    this.store.set((state) => looking(state, news));
    void this.#look();
  }

  #afterComplaint(pairId: string, news: 'blocked' | 'reported'): void {
    const { phase, reportable, match } = this.#state;
    if (news === 'blocked' && reportable === pairId) this.#patch({ reportable: null });
    if (match?.pairId === pairId || phase === 'parted') this.#lookAgain(news, 'left');
    else this.#patch({ news });
  }

  #stop(news: RandomNews | null): void {
    this.#link?.sayBye();
    this.#forgetPartner();
    this.#round += 1;
    this.#media?.close();
    this.#media = null;
    this.#tracks.clear();
    this.store.set((state) => ({ ...stopped(state, news), local: INITIAL.local }));
  }

  #forgetPartner(): void {
    clearTimeout(this.#next);
    this.#iceRenewal.stop();
    this.#link?.close();
    this.#link = null;
  }

  #later(action: () => void, delayMs: number): void {
    clearTimeout(this.#next);
    this.#next = setTimeout(action, delayMs);
  }
}
