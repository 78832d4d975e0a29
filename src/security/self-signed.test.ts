import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../../tests/support/temporary-directory.js';
import { selfSignedCertificate } from './self-signed.js';

const DAY_MS = 86_400_000;
const hosts = ['localhost', '127.0.0.1', '::1', '192.168.1.10'];
const NOW = Date.UTC(2026, 5, 1);

test('the certificate is for all names and addresses, and only its owner can read its key', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const { cert } = await selfSignedCertificate({ dataDir, hosts, now: NOW });
  const certificate = new X509Certificate(cert);
  for (const address of hosts.slice(1)) assert.ok(certificate.checkIP(address), address);
  assert.ok(certificate.checkHost('localhost'));
  assert.equal(certificate.checkIP('192.168.1.11'), undefined);
  assert.ok(!certificate.ca);
  assert.ok(Date.parse(certificate.validTo) - NOW < 825 * DAY_MS);
  assert.equal(statSync(join(dataDir, 'self-signed.pem')).mode & 0o777, 0o600);
});

test('the certificate stays the same until an address is missing or it ends soon', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const at = async (now: number, names = hosts) =>
    (await selfSignedCertificate({ dataDir, hosts: names, now })).cert;
  const first = await at(NOW);
  assert.equal((await at(NOW + 300 * DAY_MS)).trim(), first.trim());
  assert.equal((await at(NOW, hosts.slice(0, 2))).trim(), first.trim());
  const second = await at(NOW, [...hosts, '10.0.0.7']);
  assert.notEqual(second.trim(), first.trim());
  const third = await at(NOW + 355 * DAY_MS, hosts);
  assert.notEqual(third.trim(), second.trim());
  assert.ok(Date.parse(new X509Certificate(third).validTo) > NOW + 700 * DAY_MS);
});

test('a damaged file is replaced', async (t) => {
  const dataDir = await temporaryDirectory(t);
  for (const content of ['', 'no certificate', '-----BEGIN CERTIFICATE-----\n']) {
    writeFileSync(join(dataDir, 'self-signed.pem'), content);
    const { cert } = await selfSignedCertificate({ dataDir, hosts, now: NOW });
    assert.ok(new X509Certificate(cert).checkHost('localhost'));
  }
});
