import type { DeviceKind } from './devices.js';

/** The person's last choices, stored in this browser only. A device id is empty for the system's default. */
export interface Preferences {
  mic: string;
  camera: string;
  audioOutput: string;
  micOn: boolean;
  cameraOn: boolean;
  /** Receives no pictures. */
  soundOnly: boolean;
  /** Receives and sends small pictures. */
  saveData: boolean;
}

export interface SavedPreferences {
  get(): Preferences;
  save(change: Partial<Preferences>): void;
}

const KEY = 'parley.devices';
const DEFAULTS: Preferences = {
  mic: '',
  camera: '',
  audioOutput: '',
  micOn: true,
  cameraOn: true,
  soundOnly: false,
  saveData: false,
};
type Flag = 'micOn' | 'cameraOn' | 'soundOnly' | 'saveData';

/** Where the browser blocks `localStorage`, choices last as long as the page. */
export function createPreferences(): SavedPreferences {
  let current = parsePreferences(readStorage());
  return {
    get: () => current,
    save(change) {
      current = { ...current, ...change };
      try {
        // Another tab may have saved other choices since this page read them.
        const stored = { ...parsePreferences(readStorage()), ...change };
        localStorage.setItem(KEY, JSON.stringify(stored));
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

/** Uses the default for every value that is missing or has another type. */
function parsePreferences(stored: unknown): Preferences {
  const values = { ...(stored as Partial<Record<keyof Preferences, unknown>> | null) };
  const text = (key: DeviceKind) => (typeof values[key] === 'string' ? values[key] : DEFAULTS[key]);
  const flag = (key: Flag) => (typeof values[key] === 'boolean' ? values[key] : DEFAULTS[key]);
  return {
    mic: text('mic'),
    camera: text('camera'),
    audioOutput: text('audioOutput'),
    micOn: flag('micOn'),
    cameraOn: flag('cameraOn'),
    soundOnly: flag('soundOnly'),
    saveData: flag('saveData'),
  };
}
