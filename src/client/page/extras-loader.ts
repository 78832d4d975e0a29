import { messages as t } from '#messages/events';
import { isInCall } from '../call/call-state.js';
import { createBackoff } from '../lib/backoff.js';
import { find } from '../lib/dom.js';
import { importDocument } from '../lib/import-document.js';
import { ownAddress } from '../lib/own-address.js';
import { createBundleLoader } from './bundle-loader.js';
import type { CallExtras, CallExtrasOptions, createCallExtras } from './call-extras.js';

/** The time after the join in which the page connects to the others and has no time for anything else. */
const QUIET_MS = 1_500;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/**
 * Loads what makes a call comfortable: settings, reactions, sounds, hints and the small window. Their markup comes from a page
 * of its own, so that the page of the meeting stays small. Loads it soon after the join, or when a button needs it.
 */
export function createExtrasLoader(options: CallExtrasOptions): void {
  const { page, call } = options;
  const { store, notices } = call;
  let extras: CallExtras | null = null;
  let wanted: ((extras: CallExtras) => void) | null = null;
  let isLoading = false;
  const retries = createBackoff(() => void loadParts(), FIRST_RETRY_MS, MAX_RETRY_MS);

  async function loadParts(): Promise<void> {
    let parts: Document;
    try {
      parts = await importDocument(ownAddress('call-parts'));
    } catch {
      fail();
      retries.schedule();
      return;
    }
    const { script = '', styles } = parts.body.dataset;
    const loader = createBundleLoader<{ createCallExtras: typeof createCallExtras }>(
      script,
      (bundle) => {
        page.append(...[...parts.body.children].map((part) => document.importNode(part, true)));
        extras = bundle.createCallExtras(options);
        wanted?.(extras);
        wanted = null;
      },
      fail,
      styles,
    );
    loader.load();
  }

  function fail(): void {
    if (wanted) notices.problem(t.extrasMissing());
  }

  function load(): void {
    if (isLoading) return;
    isLoading = true;
    void loadParts();
  }

  function onClick(id: string, run: (extras: CallExtras) => void): void {
    find(page, id, HTMLButtonElement).addEventListener('click', () => {
      if (extras) run(extras);
      else {
        wanted = run;
        load();
      }
    });
  }

  onClick('#settings-button', (loaded) => {
    loaded.openSettings();
  });
  onClick('#reactions-button', (loaded) => {
    loaded.toggleReactions();
  });
  const stop = store.subscribe((state) => {
    if (!isInCall(state)) return;
    setTimeout(load, QUIET_MS);
    queueMicrotask(() => {
      stop();
    });
  });
}
