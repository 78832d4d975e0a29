import { mediaProblem } from './media-errors.js';

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

export interface DeviceChoice {
  deviceId: string;
  label: string;
}

const KINDS: Record<DeviceKind, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

/**
 * `navigator.mediaDevices`, which browsers leave out of pages that are not secure.
 * @throws {Error} named `InsecureContextError`
 */
export function mediaDevices(): MediaDevices {
  // The DOM's types promise it always.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices) return devices;
  const error = new Error('navigator.mediaDevices is missing');
  error.name = 'InsecureContextError';
  throw error;
}

/** All devices by kind. Labels are empty until the person has given leave once, and are numbered then. */
export async function listDevices(): Promise<Record<DeviceKind, DeviceChoice[]>> {
  const all = await enumerate();
  const ofKind = (kind: DeviceKind) =>
    all
      .filter((device) => device.kind === KINDS[kind] && device.deviceId !== '')
      .map(({ deviceId, label }, index) => ({ deviceId, label: label || `${kind} ${String(index + 1)}` }));
  return { microphone: ofKind('microphone'), camera: ofKind('camera'), speaker: ofKind('speaker') };
}

async function enumerate(): Promise<MediaDeviceInfo[]> {
  try {
    return await mediaDevices().enumerateDevices();
  } catch (error) {
    if (mediaProblem(error) === 'insecure') return [];
    throw error;
  }
}

export function onDeviceChange(listener: () => void): void {
  (navigator.mediaDevices as MediaDevices | undefined)?.addEventListener('devicechange', listener);
}

/** Whether this browser can send sound to a speaker of choice. */
export const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
