import type { Page } from '@playwright/test';
import { browserCpuMs } from './process-cpu.js';

/** What a running call costs. */
export interface MediaCost {
  /** Sound and pictures that one page sends, with all headers of the connections, in bits per second. */
  readonly uploadPerPerson: number;
  /** The frames per second that one tile of another person shows, on average. */
  readonly framesPerTile: number;
  /** The processor time of all browsers for each remote frame shown, in ms. */
  readonly cpuPerFrame: number;
  /** The processors that all browsers keep busy together. */
  readonly cores: number;
}

/** A script that runs in every page before its own scripts, and records the connections. */
export const CONNECTIONS_SCRIPT = `
  window.benchConnections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(config) {
      super(config);
      window.benchConnections.push(this);
    }
  };
`;

/**
 * Sends every picture in full size: no parameter of a sender changes any more, and the camera keeps delivering its first size.
 * The own picture, which is shown with fewer frames, is not concerned.
 */
export const FULL_SIZE_SCRIPT = `
  RTCRtpSender.prototype.setParameters = () => Promise.resolve();
  const constrain = MediaStreamTrack.prototype.applyConstraints;
  MediaStreamTrack.prototype.applyConstraints = function (constraints) {
    return constraints?.height ? Promise.resolve() : constrain.call(this, constraints);
  };
`;

/** Lets each connection encode the camera itself, as in a browser that cannot share an encoder. */
export const NO_ENCODE_ONCE_SCRIPT = `
  delete window.MediaStreamTrackGenerator;
`;

/** Measures for `seconds` what a call of so many people costs these pages. The others are somewhere else. */
export async function measureMedia(
  pages: readonly Page[],
  seconds: number,
  people = pages.length,
): Promise<MediaCost> {
  const [framesBefore, bytesBefore] = [await total(pages, framesShown), await total(pages, bytesSent)];
  const cpuBefore = browserCpuMs();
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const cpu = browserCpuMs() - cpuBefore;
  const elapsed = (performance.now() - startedAt) / 1_000;
  const frames = (await total(pages, framesShown)) - framesBefore;
  const bytes = (await total(pages, bytesSent)) - bytesBefore;
  const tiles = pages.length * (people - 1);
  return {
    uploadPerPerson: (bytes * 8) / elapsed / pages.length,
    framesPerTile: frames / elapsed / tiles,
    cpuPerFrame: cpu / frames,
    cores: cpu / 1_000 / elapsed,
  };
}

/** The cost in words. `sender` is one of those whose upload is averaged, such as "person". */
export function describeCost(cost: MediaCost, sender: string): string {
  const { uploadPerPerson, framesPerTile, cpuPerFrame, cores } = cost;
  return [
    `${megabits(uploadPerPerson)} per ${sender}`,
    `${framesPerTile.toFixed(1)} frames/s`,
    `${cpuPerFrame.toFixed(1)} ms CPU per remote frame`,
    `${cores.toFixed(2)} cores`,
  ].join(', ');
}

export function megabits(bitsPerSecond: number): string {
  return `${(bitsPerSecond / 1e6).toFixed(2)} Mbit/s`;
}

async function total(pages: readonly Page[], read: (page: Page) => Promise<number>): Promise<number> {
  const each = await Promise.all(pages.map(read));
  return each.reduce((sum, value) => sum + value, 0);
}

function framesShown(page: Page): Promise<number> {
  return page.evaluate(() => {
    const videos = document.querySelectorAll<HTMLVideoElement>(
      'figure[data-participant]:not([data-self]) video',
    );
    return [...videos].reduce((sum, video) => {
      const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
      return sum + totalVideoFrames - droppedVideoFrames;
    }, 0);
  });
}

function bytesSent(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { benchConnections } = window as unknown as { benchConnections: RTCPeerConnection[] };
    let bytes = 0;
    for (const connection of benchConnections) {
      const report = await connection.getStats();
      for (const stats of report.values() as Iterable<RTCStats & { bytesSent?: number }>) {
        if (stats.type === 'transport') bytes += stats.bytesSent ?? 0;
      }
    }
    return bytes;
  });
}
