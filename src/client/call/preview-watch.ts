import type { Store } from '../lib/store.js';
import { isBeforeCall, withPreview, type CallState } from './call-state.js';
import type { Signalling } from './signalling.js';

const RETRY_MS = 3_000;

/** Returns a function that asks for the preview of the call. From then on the server sends every change of it. */
export function createPreviewWatch(
  signalling: Pick<Signalling, 'request' | 'on'>,
  store: Store<CallState>,
  code: string,
): () => void {
  signalling.on('preview', (preview) => {
    if (isBeforeCall(store.get())) store.set((state) => withPreview(state, preview));
  });

  async function watch(): Promise<void> {
    if (store.get().phase !== 'prejoin') return;
    const reply = await signalling.request('watch-call', { code });
    if (store.get().phase !== 'prejoin') return;
    if (reply.ok) store.set((state) => withPreview(state, reply.value));
    // After a lost connection, the page asks again when it reconnects.
    else if (reply.error.code !== 'disconnected') setTimeout(() => void watch(), RETRY_MS);
  }

  return () => void watch();
}
