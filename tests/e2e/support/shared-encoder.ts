import { expect, type Locator } from '@playwright/test';
import type { Person } from './people.js';

/** The height of the dummy frames that a connection with the shared encoder really encodes, in pixels. */
export const DUMMY = 16;

/**
 * Records the connections of the page. Resolves to functions that tell the height in which the browser itself encodes the
 * camera for each other person, in the order in which they came, that let the page believe that it can decode no picture, or can again, and that count the
 * measurements of the connection that was measured least. Call it before the person opens a page.
 */
export async function watchEncoders({ page }: Person) {
  await page.addInitScript(() => {
    const measurements = new Map<RTCPeerConnection, number>();
    const state = { made: [] as RTCPeerConnection[], isStuck: false, measurements };
    Object.assign(window, { state });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        state.made.push(this);
      }

      override async getStats(): Promise<RTCStatsReport> {
        const report = await super.getStats();
        measurements.set(this, (measurements.get(this) ?? 0) + 1);
        if (!state.isStuck) return report;
        const stuck = new Map<string, unknown>();
        report.forEach((stats: object, id: string) =>
          stuck.set(id, 'framesDecoded' in stats ? { ...stats, framesDecoded: 1 } : stats),
        );
        return stuck;
      }
    };
  });
  return {
    encodedHeights: () =>
      page.evaluate(async () => {
        const { state } = window as unknown as { state: { made: RTCPeerConnection[] } };
        const heights: number[] = [];
        for (const connection of state.made) {
          if (connection.connectionState !== 'connected') continue;
          const report = await connection.getTransceivers()[1]?.sender.getStats();
          report?.forEach((stats: { type: string; frameHeight?: number }) => {
            if (stats.type === 'outbound-rtp') heights.push(stats.frameHeight ?? 0);
          });
        }
        return heights;
      }),
    pretendToBeStuck: (isStuck = true) =>
      page.evaluate((stuck) => {
        const { state } = window as unknown as { state: { isStuck: boolean } };
        state.isStuck = stuck;
      }, isStuck),
    measurements: () =>
      page.evaluate(() => {
        const { state } = window as unknown as {
          state: { made: RTCPeerConnection[]; measurements: Map<RTCPeerConnection, number> };
        };
        const open = state.made.filter(({ connectionState }) => connectionState === 'connected');
        return Math.min(...open.map((connection) => state.measurements.get(connection) ?? 0));
      }),
  };
}

/** The tile shows a camera picture: neither black nor a plain grey. */
export async function expectCameraClip(tile: Locator): Promise<void> {
  await expect
    .poll(() => contrast(tile), { message: `contrast of the picture of ${String(tile)}` })
    .toBeGreaterThan(15);
}

/** The width of the picture that arrives, in pixels. */
export function receivedWidth(tile: Locator): Promise<number> {
  return tile.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth);
}

/** The standard deviation of the brightness, from 0 to 128. */
function contrast(tile: Locator): Promise<number> {
  return tile.locator('video').evaluate((video: HTMLVideoElement) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [64, 36];
    const pen = canvas.getContext('2d');
    if (!pen || video.videoWidth === 0) return 0;
    pen.drawImage(video, 0, 0, 64, 36);
    const { data } = pen.getImageData(0, 0, 64, 36);
    const greens = Array.from({ length: 64 * 36 }, (_, at) => data[at * 4 + 1] ?? 0);
    const mean = greens.reduce((sum, green) => sum + green, 0) / greens.length;
    return Math.sqrt(greens.reduce((sum, green) => sum + (green - mean) ** 2, 0) / greens.length);
  });
}
