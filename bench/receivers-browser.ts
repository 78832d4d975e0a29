import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { launchBrowser, type Camera } from '../tests/e2e/support/browsers.js';

/** The system gives processes of this niceness little time while others need it. */
const NICENESS = 15;

/**
 * Launches a browser for pages that only receive. They have no camera and no microphone, and step back while the
 * processors are busy. So the measured browser sends about as much as it would to pages of other machines.
 */
export async function launchReceivers(camera: Camera): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const inBackground = (browser: string) => {
    const program = join(folder, 'browser');
    writeFileSync(program, `#!/bin/sh\nexec nice -n ${String(NICENESS)} '${browser}' "$@"\n`, {
      mode: 0o755,
    });
    return program;
  };
  try {
    return await launchBrowser('no-devices', camera, inBackground);
  } finally {
    await rm(folder, { recursive: true });
  }
}
