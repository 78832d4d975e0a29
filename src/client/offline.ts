// The offline page: opens the wanted page again as soon as the server can be reached.
import { createBackoff } from './lib/backoff.js';
import { ownAddress } from './lib/own-address.js';

const FIRST_MS = 2_000;
const LONGEST_MS = 30_000;

async function isReachable(): Promise<boolean> {
  try {
    return (await fetch(ownAddress('robots.txt'), { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

async function reloadIfReachable(): Promise<void> {
  if (await isReachable()) location.reload();
  else backoff.schedule();
}

const backoff = createBackoff(() => void reloadIfReachable(), FIRST_MS, LONGEST_MS);
backoff.schedule();
addEventListener('online', () => {
  backoff.reset();
  void reloadIfReachable();
});

const hint = document.querySelector<HTMLElement>('[data-offline-hint]');
if (hint) hint.hidden = false;
