import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { openClient, spawnEmbedded } from './support/server.js';

const SOURCE = fileURLToPath(new URL('./support/failing-meta-page.c', import.meta.url));
const COMPILER = 'cc';
const canInject = process.platform === 'linux' && spawnSync(COMPILER, ['--version']).status === 0;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test(
  'after a failed write of the meta page the process ends, and the next one has every acknowledged write',
  {
    skip: canInject ? false : 'the test needs Linux and a C compiler',
  },
  async (t) => {
    const directory = await temporaryDirectory(t);
    const [library, failWhile] = [join(directory, 'failing.so'), join(directory, 'fail')];
    execFileSync(COMPILER, ['-shared', '-fPIC', '-o', library, SOURCE, '-ldl']);
    const data = join(directory, 'data');
    const setup = `export FAIL_WHILE='${failWhile}' LD_PRELOAD='${library}'`;
    const server = await spawnEmbedded(t, data, setup);
    const client = await openClient(t, server.uri);
    const notes = client.db('test').collection<{ _id: number }>('notes');
    await notes.insertOne({ _id: 1 });
    await writeFile(failWhile, '');
    await assert.rejects(notes.insertOne({ _id: 2 }));
    while (isRunning(server.pid)) await pause(20);
    await client.close();

    await rm(failWhile);
    const next = await openClient(t, (await spawnEmbedded(t, data)).uri);
    const stored = next.db('test').collection<{ _id: number }>('notes');
    await stored.insertOne({ _id: 3 });
    const ids = (await stored.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    assert.ok(ids.includes(1) && ids.includes(3), ids.join());
  },
);
