import { expect } from '@playwright/test';
import type { Span } from './pauses.js';
import type { Person } from './people.js';

/** How a page sends its camera to one other page. */
export interface SentCamera {
  active: boolean;
  /** The height in pixels that the parameters ask for, rounded to five. */
  height: number;
  maxFramerate: number;
  maxBitrate: number;
  /** What the camera delivers. */
  captured: { height: number; fps: number };
}

/** A connection that stands, at a time in ms since 1970, and the height in which it begins to send. */
interface Start {
  at: number;
  height: number;
}

interface Recorded {
  made: RTCPeerConnection[];
}

/**
 * Records the connections of the page. The page then measures nothing, so that a busy machine does not change the sizes.
 * Resolves to a function that tells how the page sends its camera to the others. Call it before the person opens a page.
 */
export async function watchSentCamera({ page }: Person): Promise<() => Promise<SentCamera[]>> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    const changes: SentChange[] = [];
    const starts: Start[] = [];
    Object.assign(window, { made, changes, starts });
    Reflect.deleteProperty(window, 'PerformanceObserver'); // it reports long tasks
    const { setParameters } = RTCRtpSender.prototype;
    const latest = new WeakMap<RTCRtpSender, string>();
    RTCRtpSender.prototype.setParameters = async function (parameters) {
      await setParameters.call(this, parameters);
      const [{ active = true, scaleResolutionDownBy = 1, maxFramerate = 0 } = {}] = parameters.encodings;
      const height = Math.round((this.track?.getSettings().height ?? 0) / scaleResolutionDownBy / 5) * 5;
      const sent = JSON.stringify([active, height, maxFramerate]);
      if (this.track?.kind !== 'video' || latest.get(this) === sent) return; // only the bits have changed
      latest.set(this, sent);
      changes.push({ at: Date.now(), active, height, maxFramerate });
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        made.push(this);
        this.addEventListener('connectionstatechange', () => {
          const sender = this.getTransceivers()[1]?.sender;
          if (this.connectionState !== 'connected' || !sender) return;
          const scale = sender.getParameters().encodings[0]?.scaleResolutionDownBy ?? 1;
          starts.push({ at: Date.now(), height: (sender.track?.getSettings().height ?? 0) / scale });
        });
      }

      override getStats(): Promise<RTCStatsReport> {
        return Promise.resolve(new Map() as RTCStatsReport);
      }
    };
  });
  return () =>
    page.evaluate(() => {
      const { made } = window as unknown as Recorded;
      const open = made.filter(({ connectionState }) => connectionState === 'connected');
      return open.flatMap((connection) => {
        const sender = connection.getTransceivers()[1]?.sender;
        const [encoding] = sender?.getParameters().encodings ?? [];
        if (!sender?.track || !encoding) return [];
        const { height = 0, frameRate = 0 } = sender.track.getSettings();
        return [
          {
            active: encoding.active ?? true,
            height: Math.round(height / (encoding.scaleResolutionDownBy ?? 1) / 5) * 5,
            maxFramerate: encoding.maxFramerate ?? 0,
            maxBitrate: encoding.maxBitrate ?? 0,
            captured: { height, fps: Math.round(frameRate) },
          },
        ];
      });
    });
}

/** A change of the parameters of a camera, at a time in ms since 1970. */
export interface SentChange {
  at: number;
  active: boolean;
  height: number;
  maxFramerate: number;
}

/** Resolves to the changes of all cameras since the last call. Call `watchSentCamera` before. */
export function takeChanges({ page }: Person): Promise<SentChange[]> {
  return page.evaluate(() => (window as unknown as { changes: SentChange[] }).changes.splice(0));
}

/** The heights with which the connections of a watched page began: they last for less than half a second. */
export function startHeights({ page }: Person): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { starts: Start[] }).starts.map(({ height }) => height));
}

/** From the first connection of a watched page to the first picture of this height. NaN for what has not happened. */
export function growth({ page }: Person, height: number): Promise<Span> {
  return page.evaluate((grown): Span => {
    const { starts, changes } = window as unknown as { starts: Start[]; changes: SentChange[] };
    return [starts[0]?.at ?? NaN, changes.find((change) => change.height === grown)?.at ?? NaN];
  }, height);
}

/** Resolves to the time of the first change that fits, in ms since 1970. Forgets all changes until then. */
export async function whenSent(sender: Person, fits: (change: SentChange) => boolean): Promise<number> {
  let at: number | undefined;
  await expect
    .poll(async () => (at ??= (await takeChanges(sender)).find(fits)?.at), { intervals: [50] })
    .toBeDefined();
  return at ?? NaN;
}

/** Resolves to the time at which the window of the person has changed its size, in ms since 1970. */
export async function resize({ page }: Person, size: { width: number; height: number }): Promise<number> {
  const resized = await page.evaluateHandle(() => {
    const done = new Promise<number>((resolve) => {
      window.addEventListener('resize', () => {
        resolve(Date.now());
      });
    });
    return { done };
  });
  await page.setViewportSize(size);
  return resized.evaluate(({ done }) => done);
}

/** Makes the page believe that its tab is in the background, or in front again. */
export async function setHidden({ page }: Person, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (hidden ? 'hidden' : 'visible'),
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

/**
 * Hides from the page that the machine is busy. Resolves to a function that lets the browser report a busy processor, or a
 * calm one again. Call it before the person opens a page.
 */
export async function withoutCpuStrain({ page }: Person): Promise<(isBusy: boolean) => Promise<void>> {
  await page.addInitScript(() => {
    const strain = { isBusy: false };
    Object.assign(window, { strain });
    Reflect.deleteProperty(window, 'PerformanceObserver');

    // What the shared encoder tells of its work depends on the machine, too.
    window.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        this.addEventListener('message', ({ data }: MessageEvent<{ type?: unknown } | null>) => {
          if (data?.type === 'measured') Object.assign(data, { encodeMs: 0, left: 0 });
        });
      }
    };

    const { getStats } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.getStats = async function () {
      const calm = new Map<string, unknown>();
      const report = await getStats.call(this);
      report.forEach((stats: Record<string, unknown>, id: string) => {
        const reason = stats['qualityLimitationReason'];
        calm.set(id, {
          ...stats,
          ...{ totalEncodeTime: 0, framesDropped: 0 },
          qualityLimitationReason: strain.isBusy ? 'cpu' : reason === 'cpu' ? 'none' : reason,
        });
      });
      return calm;
    };
  });
  return (isBusy) =>
    page.evaluate((busy) => {
      (window as unknown as { strain: { isBusy: boolean } }).strain.isBusy = busy;
    }, isBusy);
}

/**
 * Hides from the page that its paths become narrower or lose packets: the browser measures that when the machine stands
 * still for a moment. The estimates still grow. Call it before the person opens a page.
 */
export async function withoutCongestion({ page }: Person): Promise<void> {
  await page.addInitScript(() => {
    const { getStats } = RTCPeerConnection.prototype;
    const largest = new WeakMap<RTCPeerConnection, number>();
    RTCPeerConnection.prototype.getStats = async function () {
      const steady = new Map<string, unknown>();
      const report = await getStats.call(this);
      report.forEach((stats: Record<string, unknown>, id: string) => {
        const free = { ...stats };
        if (typeof free['availableOutgoingBitrate'] === 'number') {
          const estimate = Math.max(largest.get(this) ?? 0, free['availableOutgoingBitrate']);
          largest.set(this, estimate);
          free['availableOutgoingBitrate'] = estimate;
        }
        if ('fractionLost' in free) free['fractionLost'] = 0;
        steady.set(id, free);
      });
      return steady;
    };
  });
}
