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
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  readonly turnSecret: string | null;
  readonly logLevel: LogLevel;
}

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

  const config: Config = {
    port: read('PORT', 3000, 'a port number from 0 to 65535', (value) => wholeNumber(value, 0, 65_535)),
    host: read<string | null>('HOST', null, 'a host name or an IP address', (value) =>
      /^[\w.:%-]+$/.test(value) ? value : undefined,
    ),
    publicUrl: read<string | null>(
      'PUBLIC_URL',
      null,
      'an origin like https://meet.example, without a path',
      origin,
    ),
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
    logLevel: read('LOG_LEVEL', 'info', `one of ${LOG_LEVELS.join(', ')}`, oneOf(LOG_LEVELS)),
  };

  if (config.turnUrls.length > 0 && !env['TURN_SECRET']?.trim()) {
    mistakes.push(
      'TURN_SECRET must be set together with TURN_URLS. It is the secret that Parley shares with the TURN servers.',
    );
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

/** Whether people reach Parley by HTTPS only, as PUBLIC_URL says. */
export function isHttps(publicUrl: Config['publicUrl']): boolean {
  return publicUrl?.startsWith('https:') ?? false;
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
