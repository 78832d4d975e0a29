import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { startEmbeddedMongo } from '../../../src/embedded-mongo/embedded-mongo.js';
import type { EmbeddedMongoOptions } from '../../../src/embedded-mongo/embedded-mongo.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const SCRIPT = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/** Connects a driver's client, which closes when the test ends. */
export async function openClient(t: TestContext, uri: string): Promise<mongoose.mongo.MongoClient> {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  t.after(() => client.close());
  return client.connect();
}

/** Starts the embedded database in this process and connects a client. Both close when the test ends. */
export async function startEmbedded(
  t: TestContext,
  options: EmbeddedMongoOptions = {},
): Promise<{ directory: string; uri: string; client: mongoose.mongo.MongoClient }> {
  const directory = await temporaryDirectory(t);
  const embedded = await startEmbeddedMongo(directory, options);
  t.after(() => embedded.close());
  const uri = embedded.uri('test');
  return { directory, uri, client: await openClient(t, uri) };
}

export interface EmbeddedProcess {
  readonly pid: number;
  readonly uri: string;
  /** Sends SIGKILL (`kill -9`) and resolves when the process has ended. */
  kill(): Promise<void>;
}

/**
 * Starts the embedded database in a process of its own, which is killed when the test ends. Rejects with the process's
 * stderr if the database refuses to start. `setup` is a shell command that runs before it in the same shell.
 */
export async function spawnEmbedded(
  t: TestContext,
  directory: string,
  setup = 'true',
): Promise<EmbeddedProcess> {
  const command = `${setup}; exec "$0" --import tsx "$1" "$2"`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, SCRIPT, directory], { stdio: 'pipe' });
  const exited = once(child, 'exit');
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await exited;
  }
  t.after(kill);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const uri = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()),
    once(child, 'close').then(() => Promise.reject(new Error(stderr))),
  ]);
  return { pid: child.pid as number, uri, kill };
}
