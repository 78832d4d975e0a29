import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { loadEnvFile } from 'node:process';
import { LOG_LEVELS } from './logging/log.js';
import type { LogLevel } from './logging/log.js';

export interface Config {
  readonly port: number;
  /** The name or address to listen on; null for all addresses of this machine. */
  readonly host: string | null;
  /** The origin under which people reach Parley; null if it can be read from the requests themselves. */
  readonly publicUrl: string | null;
  /** The path of PUBLIC_URL, below which all pages are, like `/parley`. Empty if it has none. */
  readonly basePath: string;
  readonly dataDir: string;
  /** The connection string of a MongoDB; null for the embedded database in `dataDir`. */
  readonly mongodbUri: string | null;
  /** Null if the first start generates a secret and stores it in `dataDir`. */
  readonly sessionSecret: string | null;
  /** Further origins whose pages may send forms, open sockets and use the API. */
  readonly corsOrigins: readonly string[];
  /** The number of proxies in front of Parley or their addresses, in the form of Express's `trust proxy`. */
  readonly trustProxy: false | number | readonly string[];
  readonly registration: 'open' | 'closed';
  /** Whether people can be paired at random with the next waiting person. */
  readonly random: 'on' | 'off';
  readonly maxParticipants: number;
  /** Whether a page encodes its camera once for several others, where the browser can do that. */
  readonly encodeOnce: 'on' | 'off';
  /** A call to a person rings for this long. */
  readonly ringMs: number;
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  readonly turnSecret: string | null;
  /** The address for makers of push services; null for `publicUrl`, if that is HTTPS. */
  readonly vapidSubject: string | null;
  /** How Parley itself serves HTTPS; null if it serves plain HTTP. */
  readonly tls: Tls | null;
  /** Programs with this token may read `/metrics` from any address; null for this machine only. */
  readonly metricsToken: string | null;
  readonly logLevel: LogLevel;
}

/** Files with a certificate and its key, or a certificate that Parley makes for the addresses of this machine. */
export type Tls =
  { readonly kind: 'files'; readonly cert: string; readonly key: string } | { readonly kind: 'self-signed' };

/** `mistakes` holds one sentence for each invalid setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`These settings are invalid:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

const SECRET_MIN = 16;
const PROXIES_MAX = 10;
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Adds the variables of the file `.env` to the environment. A variable that is already set keeps its value. */
export function readEnvironment(file = '.env'): Environment {
  if (existsSync(file)) loadEnvFile(file);
  return process.env;
}

/** Reads every setting. An empty value counts as not set. @throws {ConfigError} with all mistakes at once */
export function loadConfig(env: Environment): Config {
  const mistakes: string[] = [];

  /** `parse` returns undefined for an invalid value. Then the mistake reads "NAME must be", followed by `must`. */
  function read<T>(name: string, fallback: T, must: string, parse: (value: string) => T | undefined): T {
    const value = env[name]?.trim();
    if (!value) return fallback;
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    mistakes.push(`${name} must be ${must}.`);
    return fallback;
  }

  const publicUrl = read<{ origin: string; path: string } | null>(
    'PUBLIC_URL',
    null,
    'an address like https://meet.example or https://example.org/parley',
    publicAddress,
  );
  const cert = read<string | null>('TLS_CERT', null, 'a file', (value) => value);
  const key = read<string | null>('TLS_KEY', null, 'a file', (value) => value);
  const isSelfSigned = read(
    'HTTPS',
    false,
    'self-signed, or empty',
    (value) => value === 'self-signed' || undefined,
  );

  const config: Config = {
    port: read('PORT', 3000, 'a port number from 0 to 65535', (value) => wholeNumber(value, 0, 65_535)),
    host: read<string | null>('HOST', null, 'a host name or an IP address', (value) =>
      /^[\w.:%-]+$/.test(value) ? value : undefined,
    ),
    publicUrl: publicUrl?.origin ?? null,
    basePath: publicUrl?.path ?? '',
    dataDir: read('DATA_DIR', './data', 'a folder', (value) => value),
    mongodbUri: read<string | null>(
      'MONGODB_URI',
      null,
      'a connection string that starts with mongodb:// or mongodb+srv://',
      (value) => (/^mongodb(\+srv)?:\/\/\S+$/.test(value) ? value : undefined),
    ),
    sessionSecret: read<string | null>(
      'SESSION_SECRET',
      null,
      `at least ${SECRET_MIN} characters long`,
      (value) => (value.length >= SECRET_MIN ? value : undefined),
    ),
    corsOrigins: read<readonly string[]>(
      'CORS_ORIGINS',
      [],
      'a comma-separated list of origins like https://meet.example',
      (value) => list(value, origin),
    ),
    trustProxy: read<Config['trustProxy']>(
      'TRUST_PROXY',
      false,
      `the number of proxies in front of Parley (at most ${PROXIES_MAX}), or a comma-separated list of their addresses`,
      proxies,
    ),
    registration: read('REGISTRATION', 'open', 'open or closed', oneOf(['open', 'closed'])),
    random: read('RANDOM', 'on', 'on or off', oneOf(['on', 'off'])),
    maxParticipants: read('MAX_PARTICIPANTS', 12, 'a number from 2 to 50', (value) =>
      wholeNumber(value, 2, 50),
    ),
    encodeOnce: read('ENCODE_ONCE', 'on', 'on or off', oneOf(['on', 'off'])),
    ringMs: read('RING_SECONDS', 30, 'a number from 3 to 120', (value) => wholeNumber(value, 3, 120)) * 1_000,
    stunUrls: read<readonly string[]>(
      'STUN_URLS',
      [],
      'a comma-separated list of addresses like stun:stun.example:3478',
      (value) => list(value, matching(/^stuns?:[^\s/]+$/)),
    ),
    turnUrls: read<readonly string[]>(
      'TURN_URLS',
      [],
      'a comma-separated list of addresses like turn:turn.example:3478',
      (value) => list(value, matching(/^turns?:[^\s/]+$/)),
    ),
    turnSecret: read<string | null>('TURN_SECRET', null, 'a secret', (value) => value),
    vapidSubject: read<string | null>(
      'VAPID_SUBJECT',
      null,
      'an address like mailto:admin@meet.example or https://meet.example',
      matching(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s/]\S*)$/),
    ),
    tls:
      cert !== null && key !== null
        ? { kind: 'files', cert, key }
        : isSelfSigned
          ? { kind: 'self-signed' }
          : null,
    metricsToken: read<string | null>(
      'METRICS_TOKEN',
      null,
      `at least ${SECRET_MIN} characters long`,
      (value) => (value.length >= SECRET_MIN ? value : undefined),
    ),
    logLevel: read('LOG_LEVEL', 'info', `one of ${LOG_LEVELS.join(', ')}`, oneOf(LOG_LEVELS)),
  };

  if (config.turnUrls.length > 0 && !env['TURN_SECRET']?.trim()) {
    mistakes.push(
      'TURN_SECRET must be set together with TURN_URLS. It is the secret that Parley shares with the TURN servers.',
    );
  }
  if ((cert === null) !== (key === null)) {
    mistakes.push('TLS_CERT and TLS_KEY must be set together.');
  }
  if (isSelfSigned && (cert !== null || key !== null)) {
    mistakes.push('HTTPS=self-signed makes a certificate of its own. Remove it, or TLS_CERT and TLS_KEY.');
  }
  if (config.tls !== null && publicUrl !== null && !isHttps(config)) {
    mistakes.push('PUBLIC_URL must start with https:// because Parley serves HTTPS.');
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

/** Whether people reach Parley by HTTPS only: as PUBLIC_URL says, or because Parley itself serves HTTPS. */
export function isHttps({ publicUrl, tls }: Pick<Config, 'publicUrl' | 'tls'>): boolean {
  return publicUrl?.startsWith('https:') ?? tls !== null;
}

function wholeNumber(value: string, min: number, max: number): number | undefined {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  return number >= min && number <= max ? number : undefined;
}

function oneOf<T extends string>(choices: readonly T[]): (value: string) => T | undefined {
  return (value) => choices.find((choice) => choice === value);
}

function matching(pattern: RegExp): (value: string) => string | undefined {
  return (value) => (pattern.test(value) ? value : undefined);
}

function list(value: string, parse: (item: string) => string | undefined): readonly string[] | undefined {
  const items = value.split(',').map((item) => parse(item.trim()));
  return items.every((item) => item !== undefined) ? Object.freeze(items) : undefined;
}

function origin(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` === '/';
  return isOrigin ? url.origin : undefined;
}

/** An origin, and a path without its last slash. Every part of the path is a word that needs no encoding. */
function publicAddress(value: string): { origin: string; path: string } | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const path = url.pathname.replace(/\/$/, '');
  url.pathname = '/';
  const site = origin(url.href);
  return site !== undefined && /^(?:\/[\w.~-]+)*$/.test(path) ? { origin: site, path } : undefined;
}

function proxies(value: string): Config['trustProxy'] | undefined {
  if (value === 'false') return false;
  if (value === 'true') return 1;
  return wholeNumber(value, 0, PROXIES_MAX) ?? list(value, network);
}

function network(value: string): string | undefined {
  if (NAMED_NETWORKS.includes(value)) return value;
  const [address = '', prefix, ...rest] = value.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const fits = prefix === undefined || wholeNumber(prefix, 1, bits) !== undefined;
  return bits > 0 && fits && rest.length === 0 ? value : undefined;
}
