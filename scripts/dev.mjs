// `npm run dev`: builds and restarts the server whenever a source file changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './build.mjs';

/** Editors write a file in several steps, and a checkout changes many. */
const SETTLE_MS = 100;

let server = null;
let settling = null;
let running = null;
let isStale = false;

async function restart() {
  if (running) {
    isStale = true;
    return;
  }
  running = rebuild();
  await running;
  running = null;
  if (isStale) {
    isStale = false;
    await restart();
  }
}

async function rebuild() {
  try {
    await build();
  } catch (error) {
    // The old server goes on: what it serves still fits together.
    console.error(`Not built: ${error.message}`);
    return;
  }
  await stop();
  server = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist', 'server.js')], {
    stdio: 'inherit',
    cwd: root,
  });
}

function stop() {
  const old = server;
  server = null;
  if (!old || old.exitCode !== null || old.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    old.once('exit', resolve);
    old.kill('SIGTERM');
  });
}

watch(join(root, 'src'), { recursive: true }, () => {
  clearTimeout(settling);
  settling = setTimeout(() => void restart(), SETTLE_MS);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void stop().then(() => process.exit(0));
  });
}
await restart();
