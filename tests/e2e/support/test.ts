import { expect, test as base, type Browser } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { watchBreaches } from './breaches.js';
import { launchBrowser, type BrowserKind, type Camera } from './browsers.js';
import { Accounts, Person, type ContextOptions } from './people.js';
import { BuiltServer } from './built-server.js';
import { SharedServers } from './shared-servers.js';

export interface Arrival {
  browser?: BrowserKind;
  camera?: Camera;
  server?: BuiltServer;
  /** False for a person who has no account yet. */
  account?: boolean;
  options?: ContextOptions;
}

interface TwoArrivals {
  ann?: Arrival;
  ben?: Arrival;
  /** The server of both. */
  server?: BuiltServer;
}

interface TestFixtures {
  /** A server that other tests use before and after this one. */
  server: BuiltServer;
  /** A meeting code that no other test uses. */
  code: string;
  /**
   * What the pages of all browsers did that no page of Parley may do. A test fails if any are left at its end; a test of
   * an attack removes those that it expects.
   */
  breaches: string[];
  /** Starts a server that only this test uses. */
  startBuiltServer: (settings?: Record<string, string>) => Promise<BuiltServer>;
  /** Opens a page of a person with an account. The same name gives the same account. */
  arrive: (name: string, arrival?: Arrival) => Promise<Person>;
  /** Opens pages of Ann and Ben, who join the call of `code` in this order. */
  twoInCall: (arrivals?: TwoArrivals) => Promise<[ann: Person, ben: Person]>;
  /** Launches a browser; the same arguments give the same one. */
  launch: (kind: BrowserKind, camera?: Camera) => Promise<Browser>;
}

interface WorkerFixtures {
  sharedServers: SharedServers;
  accounts: Accounts;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  sharedServers: [
    // Playwright requires a destructuring pattern as the first parameter.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const servers = new SharedServers();
      await use(servers);
      await servers.close();
    },
    { scope: 'worker' },
  ],

  server: async ({ sharedServers }, use) => {
    await use(await sharedServers.next());
  },

  accounts: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await use(new Accounts());
    },
    { scope: 'worker' },
  ],

  // eslint-disable-next-line no-empty-pattern
  code: async ({}, use) => {
    await use(`test-${randomBytes(6).toString('hex')}`);
  },

  // eslint-disable-next-line no-empty-pattern
  startBuiltServer: async ({}, use, { status, expectedStatus }) => {
    const servers: BuiltServer[] = [];
    await use(async (settings) => {
      const server = await BuiltServer.start(settings);
      servers.push(server);
      return server;
    });
    for (const server of servers) {
      if (status !== expectedStatus) console.log(server.output);
      await server.close();
    }
  },

  // eslint-disable-next-line no-empty-pattern
  breaches: async ({}, use) => {
    const breaches: string[] = [];
    await use(breaches);
    expect(breaches, 'violations of the content security policy, and requests to other origins').toEqual([]);
  },

  launch: async ({ breaches }, use) => {
    const browsers = new Map<string, Promise<Browser>>();
    async function launchWatched(kind: BrowserKind, camera: Camera): Promise<Browser> {
      const browser = await launchBrowser(kind, camera);
      watchBreaches(browser, breaches);
      return browser;
    }
    await use((kind, camera = 'blue') => {
      const key = `${kind} ${JSON.stringify(camera)}`;
      const browser = browsers.get(key) ?? launchWatched(kind, camera);
      browsers.set(key, browser);
      return browser;
    });
    for (const browser of browsers.values()) await (await browser).close();
  },

  // `startBuiltServer` is a dependency so that Playwright stops the servers after the pages, which would log errors.
  arrive: async ({ launch, server: shared, accounts, startBuiltServer: _ }, use, testInfo) => {
    const people: Person[] = [];
    await use(async (name, arrival = {}) => {
      const { browser = 'call', camera = 'blue', server = shared, account = true, options = {} } = arrival;
      const machine = await launch(browser, camera);
      const context = account
        ? await accounts.open(machine, server, name, options)
        : await machine.newContext({ ...options, baseURL: server.origin });
      const person = new Person(name, await context.newPage());
      people.push(person);
      return person;
    });
    if (testInfo.status !== testInfo.expectedStatus) console.log(shared.output);
    for (const person of people) await person.page.context().close();
    expect(people.flatMap(({ errors }) => errors)).toEqual([]);
  },

  twoInCall: async ({ arrive, code, server: shared }, use) => {
    await use(async ({ ann: annArrival, ben: benArrival, server = shared } = {}) => {
      const ann = await arrive('Ann', { server, ...annArrival });
      const ben = await arrive('Ben', { server, ...benArrival });
      await ann.join(code);
      await ben.join(code);
      return [ann, ben];
    });
  },
});

export { expect };
