import { chromium, type Browser } from '@playwright/test';
import { existsSync } from 'node:fs';
import { launchFirefox } from './firefox.js';
import { cameraFile, micFile, type CameraColour } from './media.js';

/** The title of the tab that a browser of kind `tabs` shares when a page asks for a screen. */
export const SHARED_TITLE = 'SharedTab';

/** A plain colour, or the path of a Y4M clip. */
export type Camera = CameraColour | { clip: string };

export type BrowserKind =
  /** Has a camera and a microphone, and pages may use them. */
  | 'call'
  /** Like `call`, but each context must grant its permissions, and a shared screen is the tab titled `SHARED_TITLE`. */
  | 'tabs'
  | 'mic-only'
  | 'no-devices'
  | 'denied'
  /** Firefox instead of Chromium. Its camera has no choice of picture. */
  | 'firefox';

const ALLOW = '--use-fake-ui-for-media-stream';

/** The paths of the browsers. The headless shell is lighter, but cannot capture tabs. */
function executables(): { full: string; shell: string } {
  const full = firstExisting([process.env['CHROMIUM_PATH'], '/usr/bin/chromium', chromium.executablePath()]);
  if (full === undefined)
    throw new Error('Chromium was not found. Set CHROMIUM_PATH to its executable file.');
  const shell = firstExisting([
    process.env['CHROMIUM_HEADLESS_SHELL_PATH'],
    '/usr/bin/chromium-headless-shell',
  ]);
  return { full, shell: shell ?? full };
}

function firstExisting(paths: (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/**
 * Launches a browser. All its pages have the same camera; two pictures need two browsers. `camera` is a colour or a
 * Y4M clip. `wrap` returns the program file that starts the browser, for example in another network.
 */
export async function launchBrowser(
  kind: BrowserKind,
  camera: Camera,
  wrap = (program: string) => program,
): Promise<Browser> {
  if (kind === 'firefox') return launchFirefox();
  const { full, shell } = executables();
  return chromium.launch({
    executablePath: wrap(kind === 'tabs' ? full : shell),
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', ...deviceFlags(kind, camera)],
  });
}

function deviceFlags(kind: Exclude<BrowserKind, 'firefox'>, camera: Camera): string[] {
  const devices = [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${typeof camera === 'string' ? cameraFile(camera) : camera.clip}`,
    `--use-file-for-fake-audio-capture=${micFile()}`,
  ];
  switch (kind) {
    case 'call':
      return [...devices, ALLOW];
    case 'tabs':
      return [...devices, `--auto-select-tab-capture-source-by-title=${SHARED_TITLE}`];
    case 'mic-only':
      return ['--use-fake-device-for-media-stream=device-count=0', ALLOW];
    case 'no-devices':
      return [ALLOW];
    case 'denied':
      return [...devices, `${ALLOW}=deny`];
  }
}
