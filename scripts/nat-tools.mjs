// Installs the programs for the tests behind NAT where that is possible. The tests themselves find out what is missing,
// and say why they are skipped.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PACKAGES = { ip: 'iproute2', nft: 'nftables', turnserver: 'coturn' };

/** Only for root on a system with apt-get: elsewhere nobody expects the tests to install servers. */
export function installNatTools() {
  const missing = Object.keys(PACKAGES).filter((program) => !isInstalled(program));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  // A service of coturn would start on machines with systemd. `RUNLEVEL=1` tells the package not to start it.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const aptGet = (...args) => spawnSync('apt-get', [...args, ...options], { stdio: 'inherit', env });
  console.log(`Installing what the tests behind NAT need: ${missing.join(', ')}`);
  aptGet('update');
  aptGet('install', '--no-install-recommends', ...missing.map((program) => PACKAGES[program]));
}

function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}
