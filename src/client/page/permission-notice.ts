import { isInCall, type CallState } from '../call/call-state.js';
import type { Notices } from '../call/notices.js';
import { askingText } from './views/asking-text.js';

/** Returns a function that takes each state of the call. In the call, it tells the person once per prompt what to do. */
export function createPermissionNotice(notices: Pick<Notices, 'tell'>): (state: CallState) => void {
  let told = '';

  return (state) => {
    const text = isInCall(state) ? askingText(state.local) : '';
    if (text === told) return;
    told = text; // first, because a notice changes the state, which calls this function again
    if (text !== '') notices.tell(text);
  };
}
