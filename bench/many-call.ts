import type { Browser } from '@playwright/test';
import type { Accounts } from '../tests/e2e/support/people.js';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import { Fleet } from './node-peers/fleet.js';
import { parleySide, type Side } from './sides.js';

/** The pages in a call. All others are Node peers. */
export const PAGES = 2;
/** The time in which the sizes and the estimates of the paths settle, and the time of the measurement. */
const SETTLE_MS = 15_000;
export const SECONDS = 10;

export interface ManyCallOptions {
  browser: Browser;
  server: BuiltServer;
  accounts: Accounts;
}

/** A call of pages and Node peers. */
export interface ManyCall {
  readonly side: Side;
  /** Lets so many Node peers join a call of `PAGES` pages; `talking` of them talk. Waits until everything has settled. */
  joinNodePeers(people: number, talking: number): Promise<Fleet>;
}

/** The microphones of the pages are off, so that a page uploads little more than its pictures. */
export function manyCall(
  { browser, server, accounts }: ManyCallOptions,
  code: string,
  preferences: { soundOnly?: boolean } = {},
): ManyCall {
  const stored = JSON.stringify({ micOn: false, cameraOn: true, ...preferences });
  const script = `if (location.protocol === 'http:') localStorage.setItem('parley.devices', '${stored}');`;
  return {
    side: parleySide(browser, server, accounts, code, script),
    async joinNodePeers(people, talking) {
      const fleet = await Fleet.join({ origin: server.origin, code, people, talking, pages: PAGES });
      await settle();
      return fleet;
    },
  };
}

export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

/** Returns a function that prints how many processors the Node peers have used since now, on average. */
export async function watchCores(fleet: Fleet): Promise<() => Promise<void>> {
  const before = await fleet.cpuMs();
  const startedAt = performance.now();
  return async () => {
    const cores = ((await fleet.cpuMs()) - before) / (performance.now() - startedAt);
    console.log(`The Node peers took ${cores.toFixed(2)} processors.`);
  };
}
