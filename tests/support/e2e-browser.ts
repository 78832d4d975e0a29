import { chromium, type Browser, type LaunchOptions } from '@playwright/test';
import { cameraFile, microphoneFile, type ColourName } from './e2e-media.js';

/**
 * `all`: camera and microphone, and permission. `microphone`: no camera is plugged in. `none`: neither is. `camera`: both
 * are there, but only the camera is permitted. `refused`: neither is permitted.
 */
export type Devices = 'all' | 'camera' | 'microphone' | 'none' | 'refused';

export interface BrowserOptions {
  colour?: ColourName;
  devices?: Devices;
  /** The title of the tab that is captured whenever this browser is asked to share a screen. */
  sharedTab?: string;
}

/** One browser is one person's machine: its fake camera shows the same picture in all its pages. */
export function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch(launchOptions(options));
}

export function launchOptions(options: BrowserOptions = {}): LaunchOptions {
  const { colour = 'blue', devices = 'all', sharedTab } = options;
  const args = ['--no-sandbox', ...deviceFlags(devices, colour)];
  if (sharedTab !== undefined) args.push(`--auto-select-tab-capture-source-by-title=${sharedTab}`);
  if (!asksEachTime(options)) args.push('--use-fake-ui-for-media-stream');
  return { executablePath: programFor(options), args };
}

/** What a context of such a browser has to be granted. */
export function permissionsFor(options: BrowserOptions): string[] {
  const { devices = 'all' } = options;
  if (!asksEachTime(options) || devices === 'refused') return [];
  return devices === 'camera' ? ['camera'] : ['camera', 'microphone'];
}

/**
 * The fake dialogue says yes to everything, and to sharing with a screen of its own making. Without it permissions are
 * those of the context.
 */
function asksEachTime({ devices, sharedTab }: BrowserOptions): boolean {
  return sharedTab !== undefined || devices === 'refused' || devices === 'camera';
}

function deviceFlags(devices: Devices, colour: ColourName): string[] {
  const fake = '--use-fake-device-for-media-stream';
  const camera = `--use-file-for-fake-video-capture=${cameraFile(colour)}`;
  const microphone = `--use-file-for-fake-audio-capture=${microphoneFile()}`;
  if (devices === 'none') return [];
  if (devices === 'microphone') return [`${fake}=device-count=0`, microphone];
  return [fake, camera, microphone];
}

/** The shell needs the fake dialogue and captures no tabs; all else it does for half the memory. */
function programFor(options: BrowserOptions): string {
  const chosen = process.env['CHROMIUM_PATH'];
  if (!chosen) throw new Error('CHROMIUM_PATH is not set: playwright.config.ts does that');
  const shell = process.env['CHROMIUM_HEADLESS_SHELL_PATH'];
  return shell && !asksEachTime(options) ? shell : chosen;
}
