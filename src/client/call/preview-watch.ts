import type { CallPreview } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import { isBeforeCall, withPreview, type CallState } from './call-state.js';
import type { Signalling } from './signalling.js';

const RETRY_MS = 3_000;

/**
 * Returns a function that asks for the preview of the call. From then on the server sends every change of it. `onPreview` is
 * called after each.
 */
export function createPreviewWatch(
  signalling: Pick<Signalling, 'request' | 'on'>,
  store: Store<CallState>,
  code: string,
  onPreview: () => void,
): () => void {
  function show(preview: CallPreview): void {
    store.set((state) => withPreview(state, preview));
    onPreview();
  }

  signalling.on('preview', (preview) => {
    if (isBeforeCall(store.get())) show(preview);
  });

  async function watch(): Promise<void> {
    if (store.get().phase !== 'prejoin') return;
    const reply = await signalling.request('watch-call', { code });
    if (store.get().phase !== 'prejoin') return;
    if (reply.ok) show(reply.value);
    // After a lost connection, the page asks again when it reconnects.
    else if (reply.error.code !== 'disconnected') setTimeout(() => void watch(), RETRY_MS);
  }

  return () => void watch();
}
