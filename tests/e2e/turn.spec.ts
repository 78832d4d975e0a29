import type { Browser, Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './support/browsers.js';
import {
  createNatNetwork,
  natProblem,
  PUBLIC_ADDRESS,
  type Nat,
  type NatNetwork,
} from './support/nat-network.js';
import { Person } from './support/people.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

// Two people whose private networks reach each other only through a public machine. It runs Parley with a self-signed
// certificate, and the coturn of deploy/turnserver.conf.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ORIGIN = `https://${PUBLIC_ADDRESS}:3000`;
const SECRET = 'the secret of the relay';
const STUN = { STUN_URLS: `stun:${PUBLIC_ADDRESS}:3478` };
const turn = (transport: string) => ({
  TURN_URLS: `turn:${PUBLIC_ADDRESS}:3478?transport=${transport}`,
  TURN_SECRET: SECRET,
});

const problem = natProblem();
if (problem !== null) console.log(`skipped: the tests behind NAT do not run, because ${problem}.`);
test.skip(problem !== null, problem ?? '');
test.setTimeout(180_000);

/** Everything that a test has started, in the order in which it must end. */
const open: (() => Promise<unknown>)[] = [];
test.afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Resolves with the pages of two people, one on each host, who have joined the same call. */
async function meet(
  nat: Nat,
  settings: Record<string, string>,
  code: string,
): Promise<[ann: Person, ben: Person]> {
  const network = await createNatNetwork(nat);
  open.push(() => network.close());
  await startTurn(network);
  await startParley(network, settings);
  const ann = await arrive(network, 'A', 'Ann');
  const ben = await arrive(network, 'B', 'Ben');
  await ann.join(code);
  await ben.join(code);
  return [ann, ben];
}

async function startTurn(network: NatNetwork): Promise<void> {
  const folder = await temporaryFolder();
  const config = join(ROOT, 'deploy', 'turnserver.conf');
  const own = { 'listening-ip': PUBLIC_ADDRESS, 'relay-ip': PUBLIC_ADDRESS, realm: 'meet.test' };
  const files = { pidfile: join(folder, 'turn.pid'), userdb: join(folder, 'turn.db') };
  const options = Object.entries({ ...own, ...files, 'static-auth-secret': SECRET });
  await network.serve(3478, 'turnserver', [
    '-c',
    config,
    ...options.map((option) => `--${option.join('=')}`),
  ]);
}

async function startParley(network: NatNetwork, settings: Record<string, string>): Promise<void> {
  await network.serve(3000, process.execPath, [join(ROOT, 'dist', 'server.js')], {
    MONGODB_URI: '', // overrides a developer’s .env file
    PORT: '3000',
    HOST: PUBLIC_ADDRESS,
    HTTPS: 'self-signed',
    DATA_DIR: await temporaryFolder(),
    ...settings,
  });
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-nat-'));
  open.unshift(() => rm(folder, { recursive: true, force: true })); // last of all
  return folder;
}

/** The connections that the page has made, in the order of their creation. */
interface Watched extends Window {
  connections: RTCPeerConnection[];
}

async function arrive(network: NatNetwork, side: 'A' | 'B', name: string): Promise<Person> {
  const colour = side === 'A' ? 'blue' : 'orange';
  const browser: Browser = await launchBrowser('call', colour, (program) => network.onHost(side, program));
  open.push(() => browser.close());
  const page = await browser.newPage({ baseURL: ORIGIN, ignoreHTTPSErrors: true });
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = ((window as unknown as Watched).connections = []);
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...options: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...options);
        made.push(this);
      }
    };
  });
  // Not over Playwright's own requests, because Playwright is outside the network.
  await page.goto('/register');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Username' }).fill(name.toLowerCase());
  await page.getByLabel('Password').fill('seven blue kites');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/home');
  return new Person(name, page);
}

interface SelectedPair {
  readonly types: string[];
  readonly relays: string[];
  readonly protocol: string | undefined;
}

/** The candidate pair over which the media of the page's last connection travel. */
function selectedPair(page: Page): Promise<SelectedPair> {
  return page.evaluate(async () => {
    const report = (await (window as unknown as Watched).connections.at(-1)?.getStats()) as unknown as Map<
      string,
      Record<string, string | undefined>
    >;
    const transport = [...report.values()].find(({ type }) => type === 'transport');
    const pair = report.get(transport?.['selectedCandidatePairId'] ?? '');
    const ends = ['localCandidateId', 'remoteCandidateId'].map((end) => report.get(pair?.[end] ?? ''));
    const relays = ends.filter((end) => end?.['candidateType'] === 'relay');
    return {
      types: ends.map((end) => end?.['candidateType'] ?? 'none'),
      relays: relays.map((end) => end?.['address'] ?? ''),
      protocol: ends[0]?.['relayProtocol'] ?? ends[0]?.['protocol'],
    };
  });
}

async function expectPictures(ann: Person, ben: Person): Promise<void> {
  await Promise.all([expectCamera(ann.tileOf(ben), 'orange'), expectCamera(ben.tileOf(ann), 'blue')]);
}

for (const transport of ['udp', 'tcp']) {
  test(`two people behind symmetric NAT meet through the TURN server over ${transport.toUpperCase()}`, async ({
    code,
  }) => {
    const [ann, ben] = await meet('symmetric', turn(transport), code);
    await expectPictures(ann, ben);
    for (const { page } of [ann, ben]) {
      const { types, relays } = await selectedPair(page);
      expect(types, 'the kinds of both ends of the connection').toContain('relay');
      for (const relay of relays) expect(relay).toBe(PUBLIC_ADDRESS);
    }
    const { types, protocol } = await selectedPair(ben.page);
    if (types[0] === 'relay') expect(protocol).toBe(transport);
  });
}

test('without a TURN server, two people behind symmetric NAT do not connect, and the page says why', async ({
  code,
}) => {
  const [ann, ben] = await meet('symmetric', STUN, code);
  for (const [person, other] of [
    [ann, ben],
    [ben, ann],
  ] as const) {
    const sentence = `Can’t connect to ${other.name} – a firewall may be in the way. Still trying; another network may help.`;
    await expect(person.page.getByText(sentence).first()).toBeVisible({ timeout: 90_000 });
    await expect(person.tileOf(other)).not.toHaveAttribute('data-state', 'connected');
    expect((await selectedPair(person.page)).types).not.toContain('relay');
  }
});

test('behind ordinary NAT, a STUN server is enough', async ({ code }) => {
  const [ann, ben] = await meet('plain', STUN, code);
  await expectPictures(ann, ben);
  for (const { page } of [ann, ben]) {
    const { types } = await selectedPair(page);
    expect(types).not.toContain('relay');
    expect(
      types.every((type) => ['srflx', 'prflx'].includes(type)),
      types.join(),
    ).toBe(true);
  }
});
