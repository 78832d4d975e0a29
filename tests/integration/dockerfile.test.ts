import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environmentOf, isInContext, parseDockerfile, valueOf, type Stage } from '../support/dockerfile.js';
import { ImageRoot, imageRootProblem, NODE_USER } from '../support/image-root.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

// Runs the instructions of the Dockerfile in order, each stage in an empty root folder, with the Node.js of this machine.
// Then it starts the image as `docker run --read-only --tmpfs /tmp` would: without rights, and only /data is writable.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IGNORE = readFileSync(join(ROOT, '.dockerignore'), 'utf8');

/** Carries out one stage. `built` holds the stages before it. */
function buildStage(
  stage: Stage,
  root: ImageRoot,
  built: ReadonlyMap<string, ImageRoot>,
): { workdir: string } {
  let workdir = '/';
  for (const { name, value } of stage.instructions) {
    if (name === 'WORKDIR') {
      workdir = value;
      mkdirSync(join(root.folder, workdir), { recursive: true });
    } else if (name === 'COPY') copy(value, { workdir, root, built });
    else if (name === 'RUN') root.run(value, { cwd: workdir, env: environmentOf(stage) });
    else
      assert.ok(
        ['ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD'].includes(name),
        `the test knows ${name}`,
      );
  }
  return { workdir };
}

function copy(
  value: string,
  { workdir, root, built }: { workdir: string; root: ImageRoot; built: ReadonlyMap<string, ImageRoot> },
): void {
  const [, from, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(value) ?? [];
  const names = paths.split(' ');
  const target = names.pop() ?? '';
  const source =
    from === undefined ? ROOT : (built.get(from)?.folder ?? assert.fail(`${from} is an earlier stage`));
  for (const name of names) {
    const file = join(source, name);
    const intoFolder = target.endsWith('/') && statSync(file).isFile();
    cpSync(file, join(root.folder, workdir, target, intoFolder ? name : ''), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) =>
        from !== undefined || isInContext(relative(ROOT, path), IGNORE) || isFolderWithSeen(path),
    });
  }
}

/** The rules of `.dockerignore` exclude folders whose content they bring back. */
function isFolderWithSeen(path: string): boolean {
  return (
    statSync(path).isDirectory() &&
    readdirSync(path).some((name) => isInContext(relative(ROOT, join(path, name)), IGNORE))
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const problem = imageRootProblem();

test(
  'the image builds from a clean folder, and serves people without root and with a read-only file system',
  { skip: problem === null ? false : `the steps of the Dockerfile do not run here, because ${problem}` },
  async (t) => {
    const stages = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
    const built = new Map<string, ImageRoot>();
    const last = stages.at(-1) ?? assert.fail('The Dockerfile has a stage.');
    let workdir = '/';
    for (const stage of stages) {
      const folder = await temporaryDirectory(t);
      chmodSync(folder, 0o755);
      const root = new ImageRoot(folder);
      built.set(stage.name ?? 'last', root);
      ({ workdir } = buildStage(stage, root, built));
    }
    const root = built.get('last') ?? assert.fail();
    const port = await freePort();
    const run = {
      cwd: workdir,
      env: { ...environmentOf(last), PORT: String(port), HOST: '127.0.0.1' },
      writable: [valueOf(last, 'VOLUME') ?? ''],
    };
    const server = root.start(JSON.parse(valueOf(last, 'CMD') ?? '') as string[], run);
    t.after(() => server.kill('SIGKILL'));
    let output = '';
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (!output.includes('Parley is at')) {
      assert.equal(server.exitCode, null, output);
      await setTimeout(50);
    }

    const url = `http://127.0.0.1:${port}`;
    for (const path of ['/healthz', '/readyz', '/login'])
      assert.equal((await fetch(url + path)).status, 200, path);
    const style = /href="(\/build\/[^"]+\.css)"/.exec(await (await fetch(`${url}/login`)).text())?.[1] ?? '';
    assert.equal((await fetch(url + style)).status, 200);
    const body = new URLSearchParams({ name: 'Ann', username: 'ann', password: 'correct horse battery' });
    assert.equal((await fetch(`${url}/register`, { method: 'POST', body, redirect: 'manual' })).status, 303);
    assert.equal(statSync(join(root.folder, 'data/session-secret')).uid, NODE_USER);

    const exitOf = async (command: string[]) => {
      const [code] = (await once(root.start(command, run), 'exit')) as [number];
      return code;
    };
    const [, check = ''] = /CMD (\[.*\])$/.exec(valueOf(last, 'HEALTHCHECK') ?? '') ?? [];
    const healthCheck = JSON.parse(check) as string[];
    assert.equal(await exitOf(healthCheck), 0);
    for (const path of ['/app/x', '/app/public/x', '/etc/x', '/x'])
      assert.notEqual(await exitOf(['touch', path]), 0, path);
    assert.equal(await exitOf(['touch', '/data/x', '/tmp/x']), 0);
    assert.notEqual(await exitOf(['ls', '/app/tests']), 0, 'the image contains no tests');

    server.kill('SIGTERM');
    const [code] = (await once(server, 'exit')) as [number];
    assert.equal(code, 0, output);
    assert.notEqual(await exitOf(healthCheck), 0, 'the health check notices that nothing answers');
  },
);
