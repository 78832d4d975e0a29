import { everyone, linkOf, type CallState } from './call-state.js';

/** How many other participants there are, and from how many of them media arrive. */
export interface Reach {
  readonly others: number;
  readonly connected: number;
}

export function reachOf(state: Pick<CallState, 'self' | 'roster' | 'unlisted' | 'remotes'>): Reach {
  const others = everyone(state).filter(({ participantId }) => participantId !== state.self);
  const connected = others.filter(({ participantId }) => linkOf(state, participantId) === 'connected');
  return { others: others.length, connected: connected.length };
}
