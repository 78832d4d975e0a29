import { expect, test as base, type Browser } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { launchBrowser, type BrowserKind } from './e2e-browsers.js';
import type { CameraColour } from './e2e-media.js';
import { Accounts, Person, type ContextOptions } from './e2e-people.js';
import { ServerProcess } from './e2e-server.js';

export interface Arrival {
  browser?: BrowserKind;
  camera?: CameraColour;
  server?: ServerProcess;
  /** False for somebody who has no account yet. */
  account?: boolean;
  options?: ContextOptions;
}

interface TestFixtures {
  /** A meeting code that no other test uses. */
  code: string;
  /** Starts a server for this test alone. */
  startServer: (settings?: Record<string, string>) => Promise<ServerProcess>;
  /** A person with an account at a page of their own; the same name is the same account. */
  arrive: (name: string, arrival?: Arrival) => Promise<Person>;
  /** Starts a browser that this test needs beside those of its people. */
  launch: (kind: BrowserKind, camera?: CameraColour) => Promise<Browser>;
}

interface WorkerFixtures {
  server: ServerProcess;
  accounts: Accounts;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // Playwright wants the pattern, also where nothing is asked for.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await ServerProcess.start();
      await use(server);
      await server.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

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
  startServer: async ({}, use, { status, expectedStatus }) => {
    const servers: ServerProcess[] = [];
    await use(async (settings) => {
      const server = await ServerProcess.start(settings);
      servers.push(server);
      return server;
    });
    for (const server of servers) {
      if (status !== expectedStatus) console.log(server.output);
      await server.close();
    }
  },

  // eslint-disable-next-line no-empty-pattern
  launch: async ({}, use) => {
    const browsers = new Map<string, Promise<Browser>>();
    await use((kind, camera = 'blue') => {
      const key = `${kind} ${camera}`;
      const browser = browsers.get(key) ?? launchBrowser(kind, camera);
      browsers.set(key, browser);
      return browser;
    });
    for (const browser of browsers.values()) await (await browser).close();
  },

  // Named although not used: the servers of a test must outlive its pages, which would complain of their end.
  arrive: async ({ launch, server: shared, accounts, startServer: _ }, use, testInfo) => {
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
});

export { expect };
