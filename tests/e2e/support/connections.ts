import type { Person } from './people.js';

/**
 * Records the connections of the page. Resolves to a function that reads the signalling states of those that are open. Call
 * it before the person opens a page.
 */
export async function recordConnections({ page }: Person): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    Object.assign(window, { made });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        made.push(this);
      }
    };
  });
  return () =>
    page.evaluate(() => {
      const { made } = window as unknown as { made: RTCPeerConnection[] };
      return made.map(({ signalingState }) => signalingState).filter((state) => state !== 'closed');
    });
}
