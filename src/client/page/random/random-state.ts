import type { LocalMediaState } from '../../devices/local-media.js';
import type { RemoteMedia } from '../../mesh/media-engine.js';
import type { Match, RandomMode, ReportedLine } from '../../../shared/random-protocol.js';

/**
 * `start`: nothing has begun. `looking`: waits for somebody. `connecting`: is paired, and the two pages are not connected yet.
 * `together`: the pages are connected. `parted`: the pair has ended a moment ago, and the page looks again by itself.
 */
export type RandomPhase = 'start' | 'looking' | 'connecting' | 'together' | 'parted';

/** Why the last pair has ended, or what else has just happened. Each has its own sentence. */
export type RandomNews =
  'left' | 'lost' | 'not-connected' | 'blocked' | 'reported' | 'replaced' | 'logged-out' | RandomRefusal;

/** Why the server refuses to look for somebody. */
export type RandomRefusal = 'paused' | 'random-off' | 'refused';

export interface TextLine extends ReportedLine {
  readonly key: string;
  readonly delivery: 'sending' | 'delivered' | 'failed';
}

/** Everything that the page shows. */
export interface RandomState {
  readonly phase: RandomPhase;
  readonly mode: RandomMode;
  readonly match: Match | null;
  /** The pair that the person can report or block: the current one, or else the last one. */
  readonly reportable: string | null;
  readonly news: RandomNews | null;
  /** Whether the page is connected to the server. */
  readonly isOnline: boolean;
  /** Nothing has arrived from the other page for a second. */
  readonly isSilent: boolean;
  readonly remote: RemoteMedia | null;
  readonly partner: { readonly mic: boolean; readonly camera: boolean };
  readonly local: LocalMediaState;
  readonly lines: readonly TextLine[];
}

const OFF = { state: 'off', problem: null, deviceId: '' } as const;

export const INITIAL: RandomState = {
  phase: 'start',
  mode: 'video',
  match: null,
  reportable: null,
  news: null,
  isOnline: true,
  isSilent: false,
  remote: null,
  partner: { mic: false, camera: false },
  local: { mic: OFF, camera: OFF, preview: null, screen: null },
  lines: [],
};

const WITHOUT_PARTNER = {
  match: null,
  isSilent: false,
  remote: null,
  partner: INITIAL.partner,
} as const;

export function stopped(state: RandomState, news: RandomNews | null): RandomState {
  return { ...state, ...WITHOUT_PARTNER, phase: 'start', news };
}

/** The text of the last pair stays until the next one, so that it can still be reported. */
export function looking(state: RandomState, news: RandomNews | null): RandomState {
  return { ...state, ...WITHOUT_PARTNER, phase: 'looking', news };
}

export function parted(state: RandomState, news: RandomNews): RandomState {
  return { ...state, ...WITHOUT_PARTNER, phase: 'parted', news };
}

export function matched(state: RandomState, match: Match): RandomState {
  return {
    ...state,
    ...WITHOUT_PARTNER,
    phase: 'connecting',
    news: null,
    match,
    reportable: match.pairId,
    lines: [],
  };
}

export function withLine(state: RandomState, line: TextLine): RandomState {
  const isKnown = state.lines.some(({ key, isOwn }) => key === line.key && isOwn === line.isOwn);
  return isKnown ? state : { ...state, lines: [...state.lines, line] };
}

export function withDelivery(state: RandomState, key: string, delivery: TextLine['delivery']): RandomState {
  return {
    ...state,
    lines: state.lines.map((line) => (line.isOwn && line.key === key ? { ...line, delivery } : line)),
  };
}

/** A report covers the last minutes of the text, and no more than the server takes. */
export const REPORTED_MS = 10 * 60_000;

export function reportedLines(
  lines: readonly TextLine[],
  now: number,
  { linesMax, charactersMax }: { linesMax: number; charactersMax: number },
): ReportedLine[] {
  const chosen: ReportedLine[] = [];
  let characters = 0;
  for (const { isOwn, text, sentAt } of lines.toReversed()) {
    characters += text.length;
    if (now - sentAt > REPORTED_MS || chosen.length >= linesMax || characters > charactersMax) break;
    chosen.unshift({ isOwn, text, sentAt });
  }
  return chosen;
}
