import { allocate, type Demand } from './allocate.js';
import { fitCameras } from './camera-budget.js';
import { cameraCodec } from './camera-codec.js';
import { FIRST_CAPTURE, nextCapture, type CaptureSize } from './capture-size.js';
import { cpuMeasurement, type CpuSources } from './cpu-measurement.js';
import { CALM_CPU, levelsForCpu, nextCpuState } from './cpu.js';
import { encodingFor } from './encoding.js';
import { levelsFor, wishByHeadCount, type Level } from './levels.js';
import { NEW_PAIR, nextLimit, type PairLimit, type PairMeasurement } from './pair-limit.js';
import { ParameterWriter } from './parameter-writer.js';
import type { PictureLink } from './picture-link.js';
import { readStats, type PairStats } from './read-stats.js';
import { isStuck, nextWatch, type CameraWatch } from './stuck-camera.js';
import { nextUplink, STRONG_UPLINK } from './uplink.js';
import type { PictureSource, Wish } from './wishes.js';

export interface SenderControlOptions extends CpuSources {
  links(): PictureLink[];
  /** The most that the person wants to send of a picture. */
  cap(source: PictureSource): Wish;
  /** The camera has to deliver this from now on. */
  onCapture(size: CaptureSize): void;
  /** The computer of this page can send less or more than before; see `cpu.ts` for the steps. */
  onCpuStep(step: number): void;
  /** The camera that the person sends now. If it is missing, what a sender carries is the camera. */
  camera?(): MediaStreamTrack | null;
  /** The camera of this participant arrives, but cannot be decoded. */
  onStuck?(participantId: string): void;
  /** The types that this computer encodes in hardware, such as `video/h264`. */
  hardwareCodecs?(): ReadonlySet<string>;
}

const INTERVAL_MS = 1_000;
/** While a new connection grows, the page measures more often. */
const FIRST_INTERVAL_MS = 400;
const YOUNG_MS = 3_000;
/** A page that has just connected is busy, which says nothing about the rest of the call. */
const SETTLED_MS = 6_000;
/** In frames per second. */
const SPARING_FPS = 5;
const SOURCES: readonly PictureSource[] = ['camera', 'screen'];

interface PairState {
  readonly since: number;
  limit: PairLimit;
  measured: PairMeasurement | null;
  stats: PairStats | null;
  watch: CameraWatch | null;
  /** What the pictures of this connection may use at present, in bits per second. */
  granted: number;
}

/** A picture with the level in which it is sent; null for none. */
interface Granted {
  readonly link: PictureLink;
  readonly source: PictureSource;
  readonly demand: Demand | null;
  readonly level: Level | null;
}

/** Sends each picture as it is wanted, as far as the uplink and the processor allow. */
export class SenderControl {
  readonly #options: SenderControlOptions;
  readonly #pairs = new WeakMap<PictureLink['peer'], PairState>();
  readonly #writer = new ParameterWriter();
  #cpu = CALM_CPU;
  #uplink = STRONG_UPLINK;
  #capture = FIRST_CAPTURE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sparing: ReturnType<typeof setTimeout> | undefined;
  #sparingSince = 0;
  #isMeasuring = false;
  /** Whether a connection is new, and has to grow. */
  #hasNewPair = false;
  #closed = false;

  constructor(options: SenderControlOptions) {
    this.#options = options;
    this.update();
    this.#schedule();
  }

  /** Call it when a wish, a track or the settings of the person have changed. */
  update(): void {
    if (this.#closed) return;
    const links = this.#options.links();
    const pairs = links.map(({ peer }) => this.#stateOf(peer));
    const pictures = links.flatMap((link) => this.#picturesOf(link, links.length));
    const demands = pictures.flatMap(({ demand }) => demand ?? []);
    const levels = allocate(fitCameras(demands, mostLinesOf(pictures)), {
      total: this.#uplink.rate,
      byParticipant: new Map(
        links.map(({ participantId }, at) => [participantId, pairs[at]?.limit.rate ?? Infinity]),
      ),
    });
    const granted = pictures.map((picture) => {
      const level = (picture.demand && levels[demands.indexOf(picture.demand)]) ?? null;
      return { ...picture, level };
    });
    for (const pair of pairs) pair.granted = 0;
    for (const { link, level } of granted) this.#stateOf(link.peer).granted += level?.bitrate ?? 0;
    const shared = this.#share(granted);
    for (const { link, source, level, sender, track } of granted) {
      const { width = 640, height = 360 } = track.getSettings();
      const own = encodingFor(source, level, { width, height });
      if (source === 'camera' && own.maxFramerate !== undefined && this.#isSpared(link))
        own.maxFramerate = Math.min(own.maxFramerate, SPARING_FPS);
      if (source === 'camera' && own.maxBitrate !== undefined)
        own.maxBitrate = Math.round(own.maxBitrate * (this.#options.sharing?.growthOf(link.peer) ?? 1));
      this.#writer.write(sender, {
        ...own,
        ...(source === 'camera' && shared?.get(link.peer)),
        ...(source === 'camera' && this.#codecOf(sender, links.length)),
      });
    }
    for (const { peer } of links) {
      for (const slot of ['mic', 'screenAudio'] as const) {
        const sound = peer.senderOf(slot);
        if (sound) this.#writer.write(sound, { priority: 'high' }); // pictures never take the place of the sound
      }
    }
    this.#fitCapture(
      levels.flatMap((level, at) => (demands[at]?.source === 'camera' && level ? [level] : [])),
    );
    if (this.#hasNewPair && !this.#isMeasuring) this.#schedule();
  }

  /**
   * Sends fewer frames of the camera for so many ms over the connections that exist, because something is more urgent. Also those of a
   * shared encoder: each is decoded and drawn by all others.
   */
  spare(ms: number): void {
    clearTimeout(this.#sparing);
    this.#sparingSince = performance.now();
    this.#sparing = setTimeout(() => {
      this.#sparing = undefined;
      this.update();
    }, ms);
    this.update();
  }

  #isSpared({ peer }: PictureLink): boolean {
    return this.#sparing !== undefined && this.#stateOf(peer).since < this.#sparingSince;
  }

  /** Nothing where no hardware encodes: the browser then keeps the codec that it has taken by itself. */
  #codecOf(sender: RTCRtpSender, others: number): { codec?: RTCRtpCodec } {
    const hardware = this.#options.hardwareCodecs?.();
    if (!hardware?.size) return {};
    const codec = cameraCodec(sender.getParameters().codecs, hardware, others);
    return codec ? { codec } : {};
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#sparing);
    this.#options.sharing?.close();
  }

  #share(pictures: readonly Granted[]) {
    return this.#options.sharing?.assign(
      pictures
        .filter(({ source }) => source === 'camera')
        .map(({ link, level, demand }) => {
          const { limit, granted } = this.#stateOf(link.peer);
          // A path that was weak grows slowly, so it need not have carried more than what is asked for.
          const hasGrown = limit.rate === Infinity || (limit.isWeak && level === demand?.levels[0]);
          const isSettled = hasGrown && this.#uplink === STRONG_UPLINK;
          const spared = level && { ...level, fps: Math.min(level.fps, SPARING_FPS) };
          return { link, level: this.#isSpared(link) ? spared : level, granted, isSettled };
        }),
    );
  }

  #picturesOf(link: PictureLink, others: number) {
    const { participantId, peer, wishes } = link;
    return SOURCES.flatMap((source) => {
      const sender = peer.senderOf(source);
      if (!sender?.track) return [];
      // While the encoder is shared, the sender carries a dummy.
      const track = (source === 'camera' ? this.#options.camera?.() : null) ?? sender.track;
      if (track.readyState !== 'live') return [];
      const asked = wishes.get(source);
      const wish = asked === undefined ? wishByHeadCount(source, others) : asked;
      const demand: Demand | null = wish && {
        participantId,
        source,
        levels: levelsForCpu(
          source,
          levelsFor(source, least(wish, this.#options.cap(source))),
          this.#cpu.step,
        ),
      };
      return [{ link, source, demand, sender, track }];
    });
  }

  /** If nobody wants the camera at present, it stays as it is. */
  #fitCapture(levels: readonly CaptureSize[]): void {
    if (levels.length === 0) return;
    const needed = {
      height: Math.max(...levels.map(({ height }) => height)),
      fps: Math.max(...levels.map(({ fps }) => fps)),
    };
    const before = this.#capture.size;
    this.#capture = nextCapture(this.#capture, needed, performance.now());
    if (this.#capture.size !== before) this.#options.onCapture(this.#capture.size);
  }

  #stateOf(peer: PictureLink['peer']): PairState {
    const known = this.#pairs.get(peer);
    if (known) return known;
    const state: PairState = {
      since: performance.now(),
      limit: NEW_PAIR,
      measured: null,
      stats: null,
      watch: null,
      granted: 0,
    };
    this.#pairs.set(peer, state);
    this.#hasNewPair = true;
    return state;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#hasNewPair = false;
    const interval = this.#hasPairYoungerThan(YOUNG_MS) ? FIRST_INTERVAL_MS : INTERVAL_MS;
    this.#timer = setTimeout(() => void this.#tick(), interval);
  }

  #hasPairYoungerThan(ms: number): boolean {
    const now = performance.now();
    return this.#options.links().some(({ peer }) => now - this.#stateOf(peer).since < ms);
  }

  async #tick(): Promise<void> {
    this.#isMeasuring = true;
    const measurements = await Promise.all(this.#options.links().map((link) => this.#measure(link)));
    this.#isMeasuring = false;
    if (this.#closed) return;
    const pairs = this.#options.links().map(({ peer }) => this.#stateOf(peer));
    this.#uplink = nextUplink(this.#uplink, pairs);
    this.#judgeCpu(measurements.filter((each) => each !== null));
    this.update();
    this.#schedule();
  }

  /** Resolves to the statistics before and after, or to null if there are no two yet. */
  async #measure({
    participantId,
    peer,
  }: PictureLink): Promise<{ before: PairStats; after: PairStats } | null> {
    const state = this.#stateOf(peer);
    const before = state.stats;
    let after: PairStats;
    try {
      const cameraId = peer.remote.camera.getVideoTracks()[0]?.id;
      const report = await (this.#options.sharing?.recentStats(peer) ?? peer.getStats());
      after = readStats(report.values(), before?.at ?? 0, cameraId);
    } catch {
      return null; // the connection has been closed meanwhile
    }
    state.stats = after;
    const { available, loss, isHeldBackByPath: isHeldBack } = after;
    state.measured = { available, loss, isHeldBack, granted: state.granted };
    state.limit = nextLimit(state.limit, state.measured);
    state.watch = nextWatch(state.watch, after.camera, after.at);
    if (isStuck(state.watch)) this.#options.onStuck?.(participantId);
    return before && { before, after };
  }

  #judgeCpu(all: readonly { before: PairStats; after: PairStats }[]): void {
    const [first] = all;
    if (!first) return;
    const ms = first.after.at - first.before.at;
    if (ms < INTERVAL_MS * 0.8 || this.#hasPairYoungerThan(SETTLED_MS)) return;
    const before = this.#cpu.step;
    this.#cpu = nextCpuState(this.#cpu, cpuMeasurement(all, ms, this.#options));
    if (this.#cpu.step !== before) this.#options.onCpuStep(this.#cpu.step);
  }
}

/** The most lines that the camera can deliver; Infinity where the browser does not say. */
function mostLinesOf(pictures: readonly { source: PictureSource; track: MediaStreamTrack }[]): number {
  const camera: Partial<MediaStreamTrack> = pictures.find(({ source }) => source === 'camera')?.track ?? {};
  return camera.getCapabilities?.().height?.max ?? Infinity;
}

function least(wish: Wish, cap: Wish): Wish {
  return {
    width: Math.min(wish.width, cap.width),
    height: Math.min(wish.height, cap.height),
    fps: Math.min(wish.fps, cap.fps),
  };
}
