import type { Store } from '../lib/store.js';
import type { CallState, Notice } from './call-state.js';

const MOST_AT_ONCE = 3;
const NEWS_MS = 5_000;
const PROBLEM_MS = 12_000;

export interface Notices {
  tell(text: string): void;
  problem(text: string): void;
  dismiss(key: number): void;
}

/** Short sentences that come and go by themselves. */
export function createNotices(store: Store<CallState>): Notices {
  let nextKey = 1;

  function dismiss(key: number): void {
    store.set((state) => ({ ...state, notices: state.notices.filter((notice) => notice.key !== key) }));
  }

  function add(text: string, isProblem: boolean): void {
    const notice: Notice = { key: nextKey++, text, isProblem };
    store.set((state) => ({ ...state, notices: [...state.notices, notice].slice(-MOST_AT_ONCE) }));
    setTimeout(dismiss, isProblem ? PROBLEM_MS : NEWS_MS, notice.key);
  }

  return {
    tell: (text) => {
      add(text, false);
    },
    problem: (text) => {
      add(text, true);
    },
    dismiss,
  };
}
