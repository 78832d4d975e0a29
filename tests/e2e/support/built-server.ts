import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const START_PATIENCE_MS = 20_000;
const STOP_PATIENCE_MS = 5_000;

/** The built server (`dist/server.js`) as a process, on a free port and with a new data directory. */
export class BuiltServer {
  readonly origin: string;
  readonly #port: number;
  readonly #dataDir: string;
  #settings: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, dataDir: string, settings: Readonly<Record<string, string>>) {
    this.origin = `http://localhost:${port}`;
    this.#port = port;
    this.#dataDir = dataDir;
    this.#settings = settings;
  }

  /** Resolves when the server accepts requests. `settings` are environment variables; `PORT` is a free one unless given. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<BuiltServer> {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
    const server = new BuiltServer(Number(settings['PORT'] ?? (await freePort())), dataDir, settings);
    await server.start();
    return server;
  }

  /** The id of the running process. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('The server is not running');
    return pid;
  }

  /** Everything that the server has printed, over all its starts. */
  get output(): string {
    return this.#output;
  }

  /** Starts the server again after `kill`, on the same port and with the same data. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'server.js')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        MONGODB_URI: '', // overrides a developer’s .env file
        PORT: String(this.#port),
        DATA_DIR: this.#dataDir,
        ...this.#settings,
      },
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string) => {
        reject(new Error(`The server ${reason}:\n${this.#output}`));
      };
      const patience = setTimeout(fail, START_PATIENCE_MS, 'did not print its address in time');
      let printed = '';
      const read = (chunk: Buffer) => {
        printed += chunk.toString();
        this.#output += chunk.toString();
        if (!printed.includes('Parley is at ')) return;
        clearTimeout(patience);
        resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => {
        clearTimeout(patience);
        fail(`ended with code ${String(code)}`);
      });
    });
  }

  /** Kills the process as a power cut would: it cannot save or announce anything. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops the server, and starts it with the same data and further settings. */
  async restart(settings: Readonly<Record<string, string>>): Promise<void> {
    await this.#end('SIGTERM');
    this.#settings = { ...this.#settings, ...settings };
    await this.start();
  }

  /** Stops the server and removes its data. */
  async close(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(patience);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
