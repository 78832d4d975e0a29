import type { Call } from '../call/call.js';
import { logError } from '../lib/log-error.js';
import type { createIncomingCalls } from './ringing/incoming-calls.js';

/** Lets calls to the person ring on the meeting page too. Guests have no account and cannot be called. */
export async function loadRinging(page: HTMLElement, { socket, notices }: Call): Promise<void> {
  const address = page.dataset['ringing'];
  if (address === undefined) return;
  try {
    const bundle = (await import(address)) as { createIncomingCalls: typeof createIncomingCalls };
    const incoming = bundle.createIncomingCalls({ socket, tell: notices.tell });
    socket.whenConnected(() => void incoming.connected());
  } catch (error) {
    logError(error); // calls ring on the other pages of the person
  }
}
