import type { DeviceKind } from './devices.js';

/** What a person chose the last time, kept on this device only. */
export interface Preferences {
  microphone: string;
  camera: string;
  speaker: string;
  micOn: boolean;
  cameraOn: boolean;
}

const KEY = 'parley.devices';
const DEFAULTS: Preferences = { microphone: '', camera: '', speaker: '', micOn: true, cameraOn: true };

export function loadPreferences(): Preferences {
  let stored: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) stored = parsed;
  } catch {
    // Storage may be switched off, or hold what an older version wrote: the defaults serve then.
  }
  const text = (key: DeviceKind) => (typeof stored[key] === 'string' ? stored[key] : DEFAULTS[key]);
  const flag = (key: 'micOn' | 'cameraOn') =>
    typeof stored[key] === 'boolean' ? stored[key] : DEFAULTS[key];
  return {
    microphone: text('microphone'),
    camera: text('camera'),
    speaker: text('speaker'),
    micOn: flag('micOn'),
    cameraOn: flag('cameraOn'),
  };
}

export function savePreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadPreferences(), ...change }));
  } catch {
    // Storage is switched off or full: the choice holds for this page alone.
  }
}
