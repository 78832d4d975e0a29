import { messages as t } from '#messages/devices';
import { mediaProblem } from './media-errors.js';

export type DeviceKind = 'mic' | 'camera' | 'audioOutput';

export interface DeviceChoice {
  deviceId: string;
  label: string;
}

export interface DeviceList {
  readonly choices: DeviceChoice[];
  /** Whether there is a device, even if the browser hides it until the person has allowed it. */
  readonly isPresent: boolean;
}

const BROWSER_KINDS: Record<DeviceKind, MediaDeviceKind> = {
  mic: 'audioinput',
  camera: 'videoinput',
  audioOutput: 'audiooutput',
};

const FALLBACK_LABELS: Record<DeviceKind, (values: { number: string }) => string> = {
  mic: t.unnamedMic,
  camera: t.unnamedCamera,
  audioOutput: t.unnamedAudioOutput,
};

/**
 * `navigator.mediaDevices`, which exists on secure pages only.
 * @throws {Error} named `InsecureContextError`
 */
export function mediaDevices(): MediaDevices {
  // The DOM types declare it as always present.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices) return devices;
  const error = new Error('navigator.mediaDevices is missing');
  error.name = 'InsecureContextError';
  throw error;
}

/**
 * All devices by kind; none on a page that isn't secure. Browsers hide the labels until the person has allowed a device
 * (Media Capture and Streams, section 9); until then each device gets a number.
 */
export async function listDevices(): Promise<Record<DeviceKind, DeviceList>> {
  const all = await enumerate();
  const ofKind = (kind: DeviceKind): DeviceList => {
    const present = all.filter((device) => device.kind === BROWSER_KINDS[kind]);
    const choices = present
      .filter(({ deviceId }) => deviceId !== '')
      .map(({ deviceId, label }, index) => ({
        deviceId,
        label: label || FALLBACK_LABELS[kind]({ number: String(index + 1) }),
      }));
    return { choices, isPresent: present.length > 0 };
  };
  return { mic: ofKind('mic'), camera: ofKind('camera'), audioOutput: ofKind('audioOutput') };
}

async function enumerate(): Promise<MediaDeviceInfo[]> {
  try {
    return await mediaDevices().enumerateDevices();
  } catch (error) {
    if (mediaProblem(error) === 'insecure') return [];
    throw error;
  }
}

/** Whether the page may use this kind of device without a prompt. False where the browser doesn't tell. */
export async function isAllowed(kind: 'audio' | 'video'): Promise<boolean> {
  return (await permission(kind)) === 'granted';
}

/** Whether the browser asks the person before it starts this kind of device. True where it doesn't tell. */
export async function needsPrompt(kind: 'audio' | 'video'): Promise<boolean> {
  const state = await permission(kind);
  return state === 'prompt' || state === null;
}

async function permission(kind: 'audio' | 'video'): Promise<PermissionState | null> {
  try {
    const name = kind === 'audio' ? 'microphone' : 'camera';
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return null; // older browsers don't know these names
  }
}

export function onDeviceChange(listener: () => void): void {
  (navigator.mediaDevices as MediaDevices | undefined)?.addEventListener('devicechange', listener);
}

/** Whether this browser lets a page choose the device that plays its sound. */
export const canChooseAudioOutput = 'setSinkId' in HTMLMediaElement.prototype;
