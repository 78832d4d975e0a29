import type { EndReason } from './call-state.js';
import type { Signalling } from './signalling.js';

/** Ends the call on this page when the server has taken the page out of it. */
export function followEnds(signalling: Pick<Signalling, 'on'>, end: (reason: EndReason) => void): void {
  signalling.on('replaced', () => {
    end('replaced');
  });
  signalling.on('session-ended', () => {
    end('logged-out');
  });
  signalling.on('moved', ({ to }) => {
    end(to === 'tab' ? 'moved-to-tab' : 'moved-to-device');
  });
}
