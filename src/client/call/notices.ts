import type { Store } from '../lib/store.js';
import type { CallState, Notice } from './call-state.js';

const MAX_NOTICES = 3;
const NEWS_MS = 5_000;
const PROBLEM_MS = 12_000;

export interface Notices {
  /** Shows news for 5 s. */
  tell(text: string): void;
  /** Shows a problem for 12 s, because the person may have to act on it. */
  problem(text: string): void;
  /** Shows news for 12 s, with a button. Returns the key of the notice. */
  offer(text: string, action: NonNullable<Notice['action']>): number;
  dismiss(key: number): void;
}

/** Short texts that disappear after some seconds. At most three are shown at a time. */
export function createNotices(store: Store<CallState>): Notices {
  let nextKey = 1;

  function dismiss(key: number): void {
    store.set((state) => ({ ...state, notices: state.notices.filter((notice) => notice.key !== key) }));
  }

  function add(text: string, isProblem: boolean, action: Notice['action'] = null): number {
    const notice: Notice = { key: nextKey++, text, isProblem, action };
    store.set((state) => ({ ...state, notices: [...state.notices, notice].slice(-MAX_NOTICES) }));
    setTimeout(dismiss, isProblem || action !== null ? PROBLEM_MS : NEWS_MS, notice.key);
    return notice.key;
  }

  return {
    tell: (text) => {
      add(text, false);
    },
    problem: (text) => {
      add(text, true);
    },
    offer: (text, action) => add(text, false, action),
    dismiss,
  };
}
