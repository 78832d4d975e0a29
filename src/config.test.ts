import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ConfigError, isHttps, loadConfig } from './config.js';

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

test('every setting has a default', () => {
  assert.deepEqual(loadConfig({}), {
    port: 3000,
    host: null,
    publicUrl: null,
    basePath: '',
    dataDir: './data',
    mongodbUri: null,
    sessionSecret: null,
    corsOrigins: [],
    trustProxy: false,
    registration: 'open',
    random: 'on',
    maxParticipants: 12,
    encodeOnce: 'on',
    ringMs: 30_000,
    stunUrls: [],
    turnUrls: [],
    turnSecret: null,
    vapidSubject: null,
    tls: null,
    metricsToken: null,
    logLevel: 'info',
  });
});

test('loadConfig reads every setting', () => {
  const config = loadConfig({
    PORT: ' 8080 ',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://Meet.example/calls/',
    DATA_DIR: '/var/lib/parley',
    MONGODB_URI: 'mongodb+srv://user:word@db.example/parley',
    SESSION_SECRET: 'sixteen letters!',
    CORS_ORIGINS: 'https://a.example, http://b.example:8080',
    TRUST_PROXY: 'loopback, 10.0.0.0/8, ::1',
    REGISTRATION: 'closed',
    RANDOM: 'off',
    MAX_PARTICIPANTS: '4',
    ENCODE_ONCE: 'off',
    RING_SECONDS: '45',
    STUN_URLS: 'stun:stun.example:3478',
    TURN_URLS: 'turn:turn.example:3478?transport=udp,turns:turn.example:5349',
    TURN_SECRET: 'shared',
    VAPID_SUBJECT: 'mailto:admin@meet.example',
    TLS_CERT: '/etc/parley/cert.pem',
    TLS_KEY: '/etc/parley/key.pem',
    METRICS_TOKEN: 'sixteen letters!',
    LOG_LEVEL: 'debug',
  });
  assert.deepEqual(config, {
    port: 8080,
    host: '127.0.0.1',
    publicUrl: 'https://meet.example',
    basePath: '/calls',
    dataDir: '/var/lib/parley',
    mongodbUri: 'mongodb+srv://user:word@db.example/parley',
    sessionSecret: 'sixteen letters!',
    corsOrigins: ['https://a.example', 'http://b.example:8080'],
    trustProxy: ['loopback', '10.0.0.0/8', '::1'],
    registration: 'closed',
    random: 'off',
    maxParticipants: 4,
    encodeOnce: 'off',
    ringMs: 45_000,
    stunUrls: ['stun:stun.example:3478'],
    turnUrls: ['turn:turn.example:3478?transport=udp', 'turns:turn.example:5349'],
    turnSecret: 'shared',
    vapidSubject: 'mailto:admin@meet.example',
    tls: { kind: 'files', cert: '/etc/parley/cert.pem', key: '/etc/parley/key.pem' },
    metricsToken: 'sixteen letters!',
    logLevel: 'debug',
  });
  assert.ok(Object.isFrozen(config));
});

test('TRUST_PROXY accepts a number as well as true and false', () => {
  assert.equal(loadConfig({ TRUST_PROXY: '2' }).trustProxy, 2);
  assert.equal(loadConfig({ TRUST_PROXY: 'true' }).trustProxy, 1);
  assert.equal(loadConfig({ TRUST_PROXY: 'false' }).trustProxy, false);
});

const WRONG: Record<string, readonly string[]> = {
  PORT: ['http', '65536', '-1', '30.5', '0x10'],
  HOST: ['http://localhost', 'two words'],
  PUBLIC_URL: [
    'meet.example',
    'ftp://meet.example',
    'https://u:p@meet.example',
    'https://meet.example/calls?x=1',
    'https://meet.example//calls',
    'https://meet.example/two%20words',
  ],
  MONGODB_URI: ['localhost:27017', 'postgres://db', 'mongodb://'],
  SESSION_SECRET: ['too short'],
  CORS_ORIGINS: ['*', 'https://a.example,,', 'https://a.example/path'],
  TRUST_PROXY: ['11', 'yes', '10.0.0.0/33', '10.0.0', '::1/129', '10.0.0.0/8/8'],
  REGISTRATION: ['invite', 'OPEN'],
  RANDOM: ['yes', 'ON'],
  MAX_PARTICIPANTS: ['1', '51', 'many'],
  ENCODE_ONCE: ['yes', 'ON'],
  RING_SECONDS: ['2', '121', 'long'],
  STUN_URLS: ['stun.example', 'turn:turn.example', 'stun://stun.example'],
  TURN_URLS: ['stun:stun.example'],
  VAPID_SUBJECT: ['admin@meet.example', 'http://meet.example', 'mailto:', 'https://'],
  HTTPS: ['yes', 'true'],
  METRICS_TOKEN: ['too short'],
  LOG_LEVEL: ['verbose'],
};

for (const [name, values] of Object.entries(WRONG)) {
  test(`the mistake for an invalid ${name} starts with the name of the setting`, () => {
    for (const value of values) {
      const [mistake = '', ...others] = mistakesOf({ [name]: value, TURN_SECRET: 'shared' });
      assert.ok(mistake.startsWith(`${name} must be `), `${name}=${value}: ${mistake}`);
      assert.deepEqual(others, []);
    }
  });
}

test('PUBLIC_URL can have a path, with or without a slash at its end', () => {
  for (const value of ['https://example.org/calls', 'https://example.org/calls/']) {
    const { publicUrl, basePath } = loadConfig({ PUBLIC_URL: value });
    assert.deepEqual({ publicUrl, basePath }, { publicUrl: 'https://example.org', basePath: '/calls' });
  }
  assert.equal(loadConfig({ PUBLIC_URL: 'https://example.org' }).basePath, '');
});

test('settings for HTTPS that contradict each other are mistakes', () => {
  assert.match(mistakesOf({ TLS_CERT: 'cert.pem' }).join(), /^TLS_CERT and TLS_KEY must be set together/);
  assert.match(
    mistakesOf({ TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem', HTTPS: 'self-signed' }).join(),
    /^HTTPS=self-signed makes/,
  );
  assert.match(
    mistakesOf({ HTTPS: 'self-signed', PUBLIC_URL: 'http://meet.example' }).join(),
    /^PUBLIC_URL must start with https:/,
  );
  const config = loadConfig({ HTTPS: 'self-signed' });
  assert.deepEqual(config.tls, { kind: 'self-signed' });
  assert.ok(isHttps(config));
  assert.ok(!isHttps(loadConfig({})));
});

test('one error holds all mistakes', () => {
  assert.deepEqual(mistakesOf({ PORT: 'http', LOG_LEVEL: 'loud', TURN_URLS: 'turn:turn.example' }), [
    'PORT must be a port number from 0 to 65535.',
    'LOG_LEVEL must be one of debug, info, warn, error, silent.',
    'TURN_SECRET must be set together with TURN_URLS. It is the secret that Parley shares with the TURN servers.',
  ]);
});

test('the mistake for an invalid secret does not quote the secret', () => {
  assert.ok(!mistakesOf({ SESSION_SECRET: 'hunter2' }).join().includes('hunter2'));
});

test('.env.example lists every setting with its default', () => {
  const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
  const settings = lines.flatMap((line) => {
    const [, name, value] = /^#([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  const names = settings.map(([name]) => name).sort();
  assert.deepEqual(
    names,
    [
      'PORT',
      'DATA_DIR',
      'TURN_SECRET',
      'TLS_CERT',
      'TLS_KEY',
      ...Object.keys(WRONG).filter((name) => name !== 'PORT'),
    ].sort(),
  );
  assert.deepEqual(
    loadConfig(Object.fromEntries(settings)),
    loadConfig({}),
    'the values in .env.example are the defaults',
  );
});
