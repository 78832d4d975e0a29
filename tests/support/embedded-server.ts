import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import type { EmbeddedMongoOptions } from '../../src/embedded-mongo/embedded-mongo.js';

const SCRIPT = fileURLToPath(new URL('./embedded-server-process.ts', import.meta.url));

/** A directory that goes away with the test. */
export async function temporaryDirectory(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  test.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A driver's client that goes away with the test. */
export async function openClient(test: TestContext, uri: string): Promise<mongoose.mongo.MongoClient> {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  test.after(() => client.close());
  return client.connect();
}

export interface ServerProcess {
  readonly pid: number;
  readonly uri: string;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
}

/**
 * Starts the embedded store in a process that goes away with the test. Rejects with what it says on stderr when it
 * refuses to start. `limit` is a line of shell, run before it.
 */
export async function startServerProcess(
  test: TestContext,
  directory: string,
  limit = 'true',
): Promise<ServerProcess> {
  const command = `${limit}; exec "$0" --import tsx "$1" "$2"`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, SCRIPT, directory], { stdio: 'pipe' });
  const exited = once(child, 'exit');
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await exited;
  }
  test.after(kill);
  let refusal = '';
  child.stderr.on('data', (chunk: Buffer) => (refusal += chunk.toString()));
  const uri = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()),
    once(child, 'close').then(() => Promise.reject(new Error(refusal))),
  ]);
  return { pid: child.pid as number, uri, kill };
}

/** The embedded store in this process, and a client of it; both go away with the test. */
export async function startServer(
  test: TestContext,
  options: EmbeddedMongoOptions = {},
): Promise<{ directory: string; uri: string; client: mongoose.mongo.MongoClient }> {
  const directory = await temporaryDirectory(test);
  const embedded = await startEmbeddedMongo(directory, options);
  test.after(() => embedded.close());
  const uri = embedded.uri('test');
  return { directory, uri, client: await openClient(test, uri) };
}
