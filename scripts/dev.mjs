// `npm run dev`: rebuilds and restarts the server whenever a source file changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join, relative } from 'node:path';
import { build, root } from './build.mjs';
import { compiledDir } from './messages.mjs';

/** The build starts this long after the last change: editors write a file in several steps, a checkout writes many. */
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
    // The old server keeps running on the last complete build.
    console.error(`The build failed: ${error.message}`);
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

const source = join(root, 'src');
watch(source, { recursive: true }, (_event, file) => {
  // The build itself writes the compiled messages.
  if (file?.startsWith(relative(source, compiledDir))) return;
  clearTimeout(settling);
  settling = setTimeout(() => void restart(), SETTLE_MS);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void stop().then(() => process.exit(0));
  });
}
await restart();
