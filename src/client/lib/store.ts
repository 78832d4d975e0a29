export interface Store<State> {
  get(): State;
  /** `next` must be a pure function, and return the same object when nothing changes. */
  set(next: (state: State) => State): void;
  /** Calls `listener` now and after each change. Returns a function that ends the subscription. */
  subscribe(listener: (state: State) => void): () => void;
}

/** Holds one immutable value, and calls its listeners when another value replaces it. */
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
