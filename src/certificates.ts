import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config, Tls } from './config.js';
import { namesOfMachine } from './lan-addresses.js';
import { selfSignedCertificate } from './security/self-signed.js';
import type { Certificate } from './security/self-signed.js';

/** Certificates from an authority live for weeks, and programs replace the files some days before the end. */
const CHECK_MS = 60_000;

export interface FollowOptions {
  readonly load: () => Promise<Certificate>;
  readonly current: Certificate;
  onChange(certificate: Certificate): void;
  onFailure(error: unknown): void;
  readonly intervalMs?: number;
}

/** Resolves to the certificate of the settings. Rejects with a readable sentence if its files cannot be used. */
export async function loadCertificate(
  tls: Tls,
  { dataDir, host }: Pick<Config, 'dataDir' | 'host'>,
): Promise<Certificate> {
  if (tls.kind === 'files') return readFiles(tls);
  const hosts = namesOfMachine();
  if (host !== null && !hosts.includes(host) && !['0.0.0.0', '::'].includes(host)) hosts.push(host);
  return selfSignedCertificate({ dataDir, hosts, now: Date.now() });
}

/**
 * Looks every minute for another certificate: new files, or a new one for the new addresses of this machine. A certificate
 * that cannot be used changes nothing. Returns the function that ends this.
 */
export function followCertificate({
  load,
  current,
  onChange,
  onFailure,
  intervalMs = CHECK_MS,
}: FollowOptions): () => void {
  let { cert } = current;
  let hasFailed = false;
  const look = async () => {
    const found = await load();
    if (found.cert !== cert) onChange(found);
    cert = found.cert;
  };
  const lookAndReport = () =>
    look().then(
      () => {
        hasFailed = false;
      },
      (error: unknown) => {
        if (!hasFailed) onFailure(error); // once, and not every minute
        hasFailed = true;
      },
    );
  const timer = setInterval(() => void lookAndReport(), intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function readFiles({ cert, key }: Extract<Tls, { kind: 'files' }>): Promise<Certificate> {
  const [chain, secret] = await Promise.all([readSetting('TLS_CERT', cert), readSetting('TLS_KEY', key)]);
  const certificate = parsed('TLS_CERT', cert, 'a certificate', () => new X509Certificate(chain));
  const privateKey = parsed('TLS_KEY', key, 'a private key without a passphrase', () =>
    createPrivateKey(secret),
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`The key in ${key} (TLS_KEY) does not belong to the certificate in ${cert} (TLS_CERT).`);
  return { cert: chain, key: secret };
}

async function readSetting(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new Error(`The file ${file} (${setting}) cannot be read (${code}).`, { cause });
  }
}

function parsed<T>(setting: string, file: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new Error(`The file ${file} (${setting}) does not contain ${what} in the form of PEM.`, { cause });
  }
}
