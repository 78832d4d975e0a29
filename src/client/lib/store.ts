export interface Store<State> {
  get(): State;
  /** `next` must be pure, and return the same object when nothing changes. */
  set(next: (state: State) => State): void;
  /** Calls `listener` now and after each change, until the function it returns is called. */
  subscribe(listener: (state: State) => void): () => void;
}

/** One value with one owner, and everybody who draws from it. */
export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<(state: State) => void>();
  return {
    get: () => state,
    set(next) {
      const previous = state;
      state = next(previous);
      if (state !== previous) for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
  };
}
