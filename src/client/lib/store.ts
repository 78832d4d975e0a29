export interface Store<State> {
  get(): State;
  /** `next` must be a pure function, and return the same object when nothing changes. */
  set(next: (state: State) => State): void;
  /** Calls `listener` now and after each change. Returns a function that ends the subscription. */
  subscribe(listener: (state: State) => void): () => void;
}

/**
 * Holds one immutable value, and calls its listeners when another value replaces it. A listener that throws stops
 * neither the other listeners nor the caller; `onError` gets the error.
 */
export function createStore<State>(initial: State, onError: (error: unknown) => void): Store<State> {
  let state = initial;
  const listeners = new Set<(state: State) => void>();

  function notify(listener: (state: State) => void): void {
    try {
      listener(state);
    } catch (error) {
      onError(error);
    }
  }

  return {
    get: () => state,
    set(next) {
      const previous = state;
      state = next(previous);
      if (state !== previous) for (const listener of listeners) notify(listener);
    },
    subscribe(listener) {
      listeners.add(listener);
      notify(listener);
      return () => void listeners.delete(listener);
    },
  };
}
