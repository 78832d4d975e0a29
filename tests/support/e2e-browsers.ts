import { chromium, type Browser } from '@playwright/test';
import { existsSync } from 'node:fs';
import { cameraFile, microphoneFile, type CameraColour } from './e2e-media.js';

/** The title of the page that a browser of kind `tabs` shares whenever a page asks for a screen. */
export const SHARED_TITLE = 'SharedTab';

export type BrowserKind =
  /** Camera and microphone are there and allowed. */
  | 'call'
  /** As `call`, and sharing a screen gives the tab with `SHARED_TITLE`. Contexts must allow what they use. */
  | 'tabs'
  | 'microphone-only'
  | 'no-devices'
  | 'denied';

const ALLOW = '--use-fake-ui-for-media-stream';

/** The programs to drive; `shell` is the lighter one, which cannot capture tabs. */
function executables(): { full: string; shell: string } {
  const full = firstThere([process.env['CHROMIUM_PATH'], '/usr/bin/chromium', chromium.executablePath()]);
  if (full === undefined) throw new Error('No Chromium was found. Set CHROMIUM_PATH to its program file.');
  const shell = firstThere([process.env['CHROMIUM_HEADLESS_SHELL_PATH'], '/usr/bin/chromium-headless-shell']);
  return { full, shell: shell ?? full };
}

function firstThere(paths: (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** All pages of one browser see the same camera; for two pictures launch two. */
export async function launchBrowser(kind: BrowserKind, camera: CameraColour): Promise<Browser> {
  const { full, shell } = executables();
  return chromium.launch({
    executablePath: kind === 'tabs' ? full : shell,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', ...deviceFlags(kind, camera)],
  });
}

function deviceFlags(kind: BrowserKind, camera: CameraColour): string[] {
  const devices = [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${cameraFile(camera)}`,
    `--use-file-for-fake-audio-capture=${microphoneFile()}`,
  ];
  switch (kind) {
    case 'call':
      return [...devices, ALLOW];
    case 'tabs':
      return [...devices, `--auto-select-tab-capture-source-by-title=${SHARED_TITLE}`];
    case 'microphone-only':
      return ['--use-fake-device-for-media-stream=device-count=0', ALLOW];
    case 'no-devices':
      return [ALLOW];
    case 'denied':
      return [...devices, `${ALLOW}=deny`];
  }
}
