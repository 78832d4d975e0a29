import type { PersonCard } from '../../shared/ring-protocol.js';
import type { Call } from '../call/call.js';
import { importStyles } from '../lib/import-styles.js';
import { logError } from '../lib/log-error.js';
import type { createIncomingCalls } from './ringing/incoming-calls.js';

type IncomingCalls = ReturnType<typeof createIncomingCalls>;

/** Lets calls to the person ring on the meeting page too. Loads what rings when somebody calls. Guests cannot be called. */
export function watchRings(page: HTMLElement, { socket, notices }: Call): void {
  const { ringing: address, inCallStyles: styles } = page.dataset;
  if (address === undefined) return;
  let incoming: IncomingCalls | null = null;

  async function load(then: (calls: IncomingCalls) => void): Promise<void> {
    if (incoming) return; // it listens by itself
    try {
      const script = import(address ?? '') as Promise<{ createIncomingCalls: typeof createIncomingCalls }>;
      const [bundle] = await Promise.all([
        script,
        styles === undefined ? null : importStyles(styles).catch(logError),
      ]);
      incoming ??= bundle.createIncomingCalls({ socket, tell: notices.tell });
      then(incoming);
    } catch (error) {
      logError(error); // calls ring on the other pages of the person
    }
  }

  const show = (calls: IncomingCalls) => void calls.connected();

  async function connected(): Promise<void> {
    if (incoming) {
      show(incoming);
      return;
    }
    const reply = await socket.request('watch-rings', {});
    if (reply.ok && reply.value.incoming) await load(show);
  }

  socket.on('incoming-call', () => void load(show));
  socket.on('missed-call', ({ from }: { from: PersonCard }) => {
    void load((calls) => {
      calls.missed(from);
    });
  });
  socket.whenConnected(() => void connected());
}
