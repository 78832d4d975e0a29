import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** A certificate with its chain, and its private key, both in the form of PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface SelfSignedOptions {
  readonly dataDir: string;
  /** The names and addresses under which people reach this machine. */
  readonly hosts: readonly string[];
  /** ms since 1970 */
  readonly now: number;
}

/** Holds the key and the certificate. The name also stands in `private-directory.ts`. */
const FILE = 'self-signed.pem';
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Safari refuses certificates that are valid for more than 825 days (https://support.apple.com/en-us/103769). */
const LIFETIME_MS = 365 * DAY_MS;
/** People confirm each new certificate in their browsers, so Parley keeps the old one for almost its whole life. */
const RENEWAL_MS = 14 * DAY_MS;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Resolves to the certificate in `dataDir`. Makes and stores a new one, in a file that only its owner can read, if there is
 * none, if it ends soon or if it lacks one of the `hosts`.
 */
export async function selfSignedCertificate(options: SelfSignedOptions): Promise<Certificate> {
  const stored = readStored(options);
  if (stored) return stored;
  const made = await make(options);
  const file = join(options.dataDir, FILE);
  const draft = `${file}.${process.pid}`;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(draft, `${made.key}\n${made.cert}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
  return made;
}

function readStored({ dataDir, hosts, now }: SelfSignedOptions): Certificate | null {
  try {
    const pem = readFileSync(join(dataDir, FILE), 'utf8');
    const certificate = new X509Certificate(pem);
    const key = createPrivateKey(pem);
    const fits =
      certificate.checkPrivateKey(key) &&
      Date.parse(certificate.validFrom) <= now &&
      Date.parse(certificate.validTo) - now > RENEWAL_MS &&
      hosts.every(
        (host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined,
      );
    return fits
      ? { cert: certificate.toString(), key: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
      : null;
  } catch {
    return null; // missing or damaged: a new one replaces it
  }
}

async function make({ hosts, now }: SelfSignedOptions): Promise<Certificate> {
  await import('reflect-metadata'); // @peculiar/x509 needs it. Only servers with such a certificate load both.
  const x509 = await import('@peculiar/x509');
  const { subtle } = webcrypto;
  const keys = await subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // Browsers tell certificates of the same issuer apart by this number. A first digit below 8 keeps it positive.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    name: 'CN=Parley (self-signed)',
    notBefore: new Date(now - DAY_MS), // the clocks of other devices may be late
    notAfter: new Date(now + LIFETIME_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const),
      ),
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  });
  const der = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey));
  return {
    cert: certificate.toString('pem'),
    key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
}
