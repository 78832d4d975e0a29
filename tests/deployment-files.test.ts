import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.js';
import { healthRoutes } from '../src/routes/health-routes.js';
import { routesOf } from './support/app-routes.js';
import { environmentOf, isInContext, parseDockerfile, valueOf } from './support/dockerfile.js';

// The files that run Parley in public must agree with each other and with what the server reads.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const SETTINGS = new Set([...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name = '']) => name));
const HEALTH = routesOf(express().use(healthRoutes({ state: () => Promise.resolve('ready') }))).map((route) =>
  route.replace('GET ', ''),
);

interface Service {
  image?: string;
  build?: string;
  environment?: Record<string, string>;
  command?: string[];
  volumes?: string[];
  ports?: string[];
  networks?: string[];
  network_mode?: string;
  read_only?: boolean;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}
interface Compose {
  services: Record<'parley' | 'mongo' | 'caddy' | 'coturn', Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, null>;
}
const compose = parse(read('compose.yaml')) as Compose;
const { parley, mongo, caddy, coturn } = compose.services;
const image = parseDockerfile(read('Dockerfile')).at(-1) ?? assert.fail('The Dockerfile has a stage.');

/** Replaces `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}` as Compose does. */
function interpolate(text: string, values: Record<string, string>): string {
  return text.replace(
    /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g,
    (_match, name: string, kind: string | undefined, rest: string | undefined) => {
      const value = values[name] ?? '';
      if (value !== '') return value;
      if (kind === '?') throw new Error(rest);
      return rest ?? '';
    },
  );
}

const own = { DOMAIN: 'meet.example', TURN_SECRET: 'a secret of the installation' };
const settingsOf = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(parley.environment ?? {}).map(([name, value]) => [name, interpolate(value, values)]),
  );

test('compose.yaml gives the server settings that it knows and accepts', () => {
  for (const name of Object.keys(parley.environment ?? {})) assert.ok(SETTINGS.has(name), name);
  const config = loadConfig(settingsOf(own));
  assert.equal(config.publicUrl, 'https://meet.example');
  assert.equal(config.mongodbUri, 'mongodb://mongo:27017/parley');
  assert.equal(config.trustProxy, 1);
  assert.equal(config.turnSecret, own.TURN_SECRET);
});

test('compose.yaml has no default secrets: without one, it says what to write', () => {
  for (const name of Object.keys(own)) {
    assert.throws(() => settingsOf({ ...own, [name]: '' }), new RegExp(`Write ${name}=`));
  }
  const names = [...read('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
  const example = [...read('deploy/compose.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(
    ([, name = '']) => name,
  );
  assert.deepEqual([...new Set(names)].sort(), [...example].sort());
});

test('every service of compose.yaml has a fixed image, a health check and files that exist', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    if (service.build === undefined) assert.match(service.image ?? '', /:\d+\.\d+(?:-\w+)?$/, name);
    assert.ok(service.healthcheck ?? valueOf(image, 'HEALTHCHECK'), name);
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':');
      if (from.startsWith('./')) assert.ok(existsSync(join(ROOT, from)), volume);
      else assert.ok(from in compose.volumes, volume);
    }
    for (const network of service.networks ?? []) assert.ok(network in compose.networks, network);
  }
  const waits = Object.values(compose.services).flatMap(({ depends_on = {} }) => Object.values(depends_on));
  for (const { condition } of waits) assert.equal(condition, 'service_healthy');
});

test('only Caddy and the TURN server are open to the outside', () => {
  assert.equal(parley.ports, undefined);
  assert.equal(mongo.ports, undefined);
  assert.deepEqual(mongo.networks, ['database']);
  assert.equal(compose.networks['database']?.internal, true);
  assert.deepEqual(
    caddy.ports?.map((port) => port.split(':')[0]),
    ['80', '443', '443'],
  );
  assert.equal(coturn.network_mode, 'host');
});

test('the server, the image, Caddy and the health checks use the same port and paths that exist', () => {
  const port = settingsOf(own)['PORT'];
  assert.equal(environmentOf(image)['PORT'], port);
  assert.equal(valueOf(image, 'EXPOSE'), port);
  const caddyfile = read('deploy/Caddyfile');
  assert.match(caddyfile, new RegExp(`reverse_proxy parley:${port} `));
  assert.ok(HEALTH.includes(/health_uri (\S+)/.exec(caddyfile)?.[1] ?? ''));
  assert.ok(
    HEALTH.includes(/\$\{process\.env\.PORT\}(\/\w+)`/.exec(valueOf(image, 'HEALTHCHECK') ?? '')?.[1] ?? ''),
  );
});

test('the TURN server listens where the browsers are sent, with the same secret, and reaches no private network', () => {
  const config = read('deploy/turnserver.conf');
  const port = /^listening-port=(\d+)$/m.exec(config)?.[1];
  const { stunUrls, turnUrls } = loadConfig(settingsOf(own));
  for (const url of [...stunUrls, ...turnUrls])
    assert.match(url, new RegExp(`^(?:stun|turn):meet\\.example:${port}`));
  assert.ok(coturn.command?.includes('--static-auth-secret=${TURN_SECRET}'));
  assert.ok(coturn.healthcheck?.test.includes(port ?? ''));
  assert.match(config, /^use-auth-secret$/m);
  for (const start of [
    '10.0.0.0',
    '127.0.0.0',
    '169.254.0.0',
    '172.16.0.0',
    '192.168.0.0',
    'fc00::',
    'fe80::',
  ])
    assert.ok(config.includes(`denied-peer-ip=${start}-`), start);
  assert.ok(config.includes('denied-peer-ip=::1'));
});

test('the image runs as a user without rights, and writes below /data only', () => {
  assert.equal(valueOf(image, 'USER'), 'node');
  assert.equal(valueOf(image, 'VOLUME'), '/data');
  assert.equal(environmentOf(image)['DATA_DIR'], '/data');
  assert.equal(parley.read_only, true);
  assert.ok(parley.volumes?.some((volume) => volume.endsWith(':/data')));
  for (const name of Object.keys(environmentOf(image)))
    assert.ok(name === 'NODE_ENV' || SETTINGS.has(name), name);
});

test('no secret, test or build of this machine gets into the image', () => {
  const ignore = read('.dockerignore');
  for (const path of [
    '.env',
    '.git/config',
    'data/session-secret',
    'node_modules/express/index.js',
    'tests/x.ts',
  ])
    assert.ok(!isInContext(path, ignore), path);
  for (const path of [
    'public/build/room.js',
    'dist/server.js',
    'src/config.test.ts',
    'src/messages/compiled/en/home.ts',
  ])
    assert.ok(!isInContext(path, ignore), path);
  for (const path of [
    'package-lock.json',
    'src/server.ts',
    'src/views/pages/home.ejs',
    'public/favicon.svg',
    'scripts/build.mjs',
  ])
    assert.ok(isInContext(path, ignore), path);
});

test('render.yaml describes a web service with settings that the server knows, and without secrets', () => {
  const { services } = parse(read('render.yaml')) as {
    services: {
      type: string;
      runtime: string;
      healthCheckPath: string;
      envVars: Record<string, unknown>[];
    }[];
  };
  const [service, ...others] = services;
  assert.equal(others.length, 0);
  assert.equal(service?.type, 'web');
  assert.equal(service.runtime, 'docker');
  assert.ok(HEALTH.includes(service.healthCheckPath));
  for (const { key } of service.envVars) assert.ok(SETTINGS.has(String(key)), String(key));
  const variable = (name: string) => service.envVars.find(({ key }) => key === name) ?? {};
  for (const name of ['MONGODB_URI', 'PUBLIC_URL'])
    assert.deepEqual(variable(name), { key: name, sync: false });
  assert.deepEqual(variable('SESSION_SECRET'), { key: 'SESSION_SECRET', generateValue: true });
  const values = service.envVars.filter(({ value }) => value !== undefined);
  const config = loadConfig(Object.fromEntries(values.map(({ key, value }) => [String(key), String(value)])));
  assert.equal(String(config.port), valueOf(image, 'EXPOSE'));
});

test('the unit of systemd starts the built server with a folder that it may write, and with settings that it knows', () => {
  const unit = read('deploy/parley.service');
  const values = (name: string) =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  assert.deepEqual(values('ExecStart'), ['/usr/bin/node dist/server.js']);
  assert.ok(existsSync(join(ROOT, 'src/server.ts')));
  const [folder = ''] = values('StateDirectory');
  const pairs = values('Environment').flatMap((one) => one.split(' '));
  const environment = Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
  assert.deepEqual(environment, { NODE_ENV: 'production', DATA_DIR: `/var/lib/${folder}` });
  for (const line of [
    'DynamicUser=yes',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
  ])
    assert.ok(unit.split('\n').includes(line), line);
});
