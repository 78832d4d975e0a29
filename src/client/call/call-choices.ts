import { CALL_EVENTS, type CallEvent } from './call-events.js';

/** A call of at least this many people is large. In such a call somebody comes, goes or writes all the time. */
export const LARGE_CALL = 7;

type Sounds = Readonly<Record<CallEvent, boolean>>;

/** The person's choices for all calls in this browser. */
export interface CallChoices {
  /** Whether an event makes a sound, with separate choices for small and for large calls. */
  readonly sounds: { readonly small: Sounds; readonly large: Sounds };
  /** Whether shortcuts with a single key work. People who dictate can turn them off (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  readonly talkingWarning: boolean;
}

export interface SavedCallChoices {
  get(): CallChoices;
  save(change: (choices: CallChoices) => CallChoices): void;
}

const KEY = 'parley.call';

export function soundsFor({ sounds }: CallChoices, people: number): Sounds {
  return people < LARGE_CALL ? sounds.small : sounds.large;
}

export function withSound(
  choices: CallChoices,
  event: CallEvent,
  isOn: boolean,
  people: number,
): CallChoices {
  const { small, large } = choices.sounds;
  const change = { [event]: isOn };
  const sounds =
    people < LARGE_CALL
      ? { small: { ...small, ...change }, large }
      : { small, large: { ...large, ...change } };
  return { ...choices, sounds };
}

/** Uses the default for every value that is missing or has another type. */
export function parseChoices(stored: unknown): CallChoices {
  const values = fieldsOf(stored);
  const sounds = fieldsOf(values['sounds']);
  const soundsOf = (size: unknown, isOn: boolean) => {
    const chosen = fieldsOf(size);
    return Object.fromEntries(CALL_EVENTS.map((event) => [event, flag(chosen[event], isOn)])) as Sounds;
  };
  return {
    sounds: { small: soundsOf(sounds['small'], true), large: soundsOf(sounds['large'], false) },
    singleKeys: flag(values['singleKeys'], true),
    talkingWarning: flag(values['talkingWarning'], true),
  };
}

/** Where the browser blocks `localStorage`, choices last as long as the page. */
export function createCallChoices(): SavedCallChoices {
  let current = parseChoices(readStorage());
  return {
    get: () => current,
    save(change) {
      current = change(current);
      try {
        localStorage.setItem(KEY, JSON.stringify(current));
      } catch {
        // Storage is blocked or full: this page keeps the choice in memory.
      }
    },
  };
}

function readStorage(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {}; // storage is blocked, or another version wrote a value that isn't JSON
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}
