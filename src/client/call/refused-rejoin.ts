import type { EndReason, FailureCode, RejoinRefusal } from './call-state.js';

export type RejoinStep =
  | { do: 'end'; reason: EndReason }
  /** The call goes on with the media that flow. Without media, it ends for this reason. */
  | { do: 'go-on'; reason: Exclude<RejoinRefusal, 'waiting'> }
  | { do: 'try-again' }
  /** The page rejoins when its socket is connected again. */
  | { do: 'wait' };

/** Decides what a page in a call does when the server refuses to let it rejoin. */
export function afterRefusedRejoin(code: FailureCode): RejoinStep {
  switch (code) {
    case 'removed':
      return { do: 'end', reason: 'removed' };
    case 'moved':
      return { do: 'end', reason: 'moved' };
    case 'ended':
      return { do: 'end', reason: 'ended-by-host' };
    case 'full':
      return { do: 'go-on', reason: 'full' };
    case 'unauthorized':
      return { do: 'go-on', reason: 'logged-out' };
    case 'locked':
    case 'not-invited':
    case 'no-guests':
    case 'wrong-passcode':
    case 'denied':
      return { do: 'go-on', reason: 'not-let-in' };
    case 'disconnected':
      return { do: 'wait' };
    case 'bad-request':
    case 'too-many-tabs':
    case 'not-in-call':
    case 'unreachable':
    case 'host-only':
    case 'random-off':
    case 'paused':
    case 'not-paired':
    case 'rate-limited':
    case 'unavailable':
    case 'internal':
      return { do: 'try-again' };
  }
}
