import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

// A small internet in network namespaces of Linux: a public machine, and two hosts in two private networks, each behind a
// router with NAT.

/** The address of the public machine (TEST-NET-3, RFC 5737). */
export const PUBLIC_ADDRESS = '203.0.113.1';
const SIDES = ['A', 'B'] as const;
type Side = (typeof SIDES)[number];
const PLACES = ['public', 'natA', 'natB', 'hostA', 'hostB'];

/**
 * `symmetric`: the router uses another random port for each destination, as in many companies and mobile networks, so
 * that no address learned from STUN works for anybody else. `plain`: one port for all destinations, as at home.
 */
export type Nat = 'symmetric' | 'plain';

export interface NatNetwork {
  /** Starts a server on the public machine. Resolves when it listens on the port. It ends with the network. */
  serve(port: number, program: string, args: string[], env?: Record<string, string>): Promise<void>;
  /** The path of a program file that runs `program` on a host. */
  onHost(side: Side, program: string): string;
  close(): Promise<void>;
}

/** Why this machine cannot have such a network; null if it can. */
export function natProblem(): string | null {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = ['ip', 'nft', 'turnserver'].filter(
    (program) => !works('sh', ['-c', `command -v ${program}`]),
  );
  if (missing.length > 0) return `these programs are not installed: ${missing.join(', ')}`;
  const probe = `parley-probe-${process.pid}`;
  if (!works('ip', ['netns', 'add', probe])) return 'this system allows no network namespaces';
  const table =
    'table ip nat { chain post { type nat hook postrouting priority 100; masquerade fully-random; }; }';
  const allowsNat = works('ip', ['netns', 'exec', probe, 'nft', table]);
  works('ip', ['netns', 'delete', probe]);
  return allowsNat ? null : 'this kernel allows no NAT in network namespaces';
}

export async function createNatNetwork(nat: Nat): Promise<NatNetwork> {
  const name = (place: string) => `parley-${process.pid}-${place}`;
  const folder = mkdtempSync(join(tmpdir(), 'parley-nat-'));
  const cleaner = startCleaner(PLACES.map(name));
  try {
    build(name, nat);
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    const ended = once(cleaner, 'exit');
    cleaner.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }

  return {
    async serve(port, program, args, env = {}) {
      const server = spawn('ip', ['netns', 'exec', name('public'), program, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      });
      let output = '';
      for (const stream of [server.stdout, server.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      while (!listens(name('public'), port)) {
        if (server.exitCode !== null) throw new Error(`${program} ended:\n${output}`);
        await setTimeout(100);
      }
    },
    onHost(side, program) {
      const file = join(folder, `host-${side}`);
      writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${name(`host${side}`)} '${program}' "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    },
    close,
  };
}

/**
 * Removes the namespaces, and ends the programs in them, when its standard input closes: also if this process is killed. It
 * is in a process group of its own, so that Ctrl+C does not end it first.
 */
function startCleaner(namespaces: string[]): ChildProcess {
  const script = `cat > /dev/null; for ns; do
    for pid in $(ip netns pids "$ns" 2> /dev/null); do kill -9 "$pid"; done
    ip netns delete "$ns" 2> /dev/null
  done; true`;
  return spawn('sh', ['-c', script, 'sh', ...namespaces], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
}

function build(name: (place: string) => string, nat: Nat): void {
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const at = (place: string, command: string) => ip('netns', 'exec', name(place), 'sh', '-ec', command);

  for (const place of PLACES) {
    ip('netns', 'add', name(place));
    at(place, 'ip link set lo up');
  }
  at('public', `ip link add br0 type bridge; ip addr add ${PUBLIC_ADDRESS}/24 dev br0; ip link set br0 up`);
  // A default route into nowhere. Without it, coturn cannot even try to reach the private addresses of the hosts.
  at(
    'public',
    'ip link add void type veth peer name void2; ip link set void arp off up; ip link set void2 up; ip route add default dev void',
  );
  for (const [index, side] of SIDES.entries()) {
    const network = `10.${index + 1}.0`;
    const [router, host] = [`nat${side}`, `host${side}`];
    ip(
      'link',
      'add',
      'wan',
      'netns',
      name(router),
      'type',
      'veth',
      'peer',
      'name',
      `port${side}`,
      'netns',
      name('public'),
    );
    at('public', `ip link set port${side} master br0; ip link set port${side} up`);
    at(router, `ip addr add 203.0.113.${11 + index}/24 dev wan; ip link set wan up`);
    ip(
      'link',
      'add',
      'lan',
      'netns',
      name(router),
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      name(host),
    );
    at(
      router,
      `ip addr add ${network}.1/24 dev lan; ip link set lan up; echo 1 > /proc/sys/net/ipv4/ip_forward`,
    );
    at(
      host,
      `ip addr add ${network}.2/24 dev eth0; ip link set eth0 up; ip route add default via ${network}.1`,
    );
    at(router, `nft '${rules(nat)}'`);
  }
}

/**
 * The router drops what nobody inside has asked for, also what is for itself: otherwise such a packet would leave a trace
 * and change the port that the router gives to the host.
 */
function rules(nat: Nat): string {
  const random = nat === 'symmetric' ? 'fully-random' : '';
  return `
    table ip nat { chain post { type nat hook postrouting priority 100; oifname wan masquerade ${random}; }; };
    table ip guard {
      chain forward {
        type filter hook forward priority 0; policy drop;
        ct state established,related accept; iifname != wan accept;
      };
      chain input { type filter hook input priority 0; iifname wan ct state new drop; };
    }`;
}

/** Whether a program in the namespace listens on this port of TCP. The list of the kernel is in hexadecimal; 0A is LISTEN. */
function listens(namespace: string, port: number): boolean {
  const list = execFileSync('ip', ['netns', 'exec', namespace, 'cat', '/proc/net/tcp'], { encoding: 'utf8' });
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return list.split('\n').some((line) => line.includes(local) && / 0A /.test(line));
}

function works(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
