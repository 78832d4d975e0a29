import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { launchBrowser, type Camera } from '../tests/e2e/support/browsers.js';

/**
 * Launches a browser for pages that only receive. They have no camera and no microphone, and get only the time of the
 * processors that is left. So the measured browser sends about as much as it would to pages of other machines. Linux only.
 */
export async function launchReceivers(camera: Camera): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const whenIdle = (browser: string) => {
    const program = join(folder, 'browser');
    // A niceness would not be enough: Chromium raises the priority of some threads again, where it may.
    writeFileSync(program, `#!/bin/sh\nexec chrt --idle 0 '${browser}' "$@"\n`, { mode: 0o755 });
    return program;
  };
  try {
    return await launchBrowser('no-devices', camera, whenIdle);
  } finally {
    await rm(folder, { recursive: true });
  }
}
