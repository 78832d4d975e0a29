import { messages as t } from '#messages/ringing';
import type { IncomingRing } from '../../../shared/ring-protocol.js';
import { incomingText } from './incoming-text.js';

/** Shows a notification of the system if the person has allowed it and does not look at the page. Returns what closes it. */
export function notifyOfCall(ring: IncomingRing): () => void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || document.hasFocus())
    return () => undefined;
  try {
    const notification = new Notification(t.titleIncoming({ name: ring.from.name }), {
      body: incomingText(ring),
      // Several pages of the same browser, and a notice that was pushed, show one notification.
      tag: `call-${ring.ringId}`,
      lang: document.documentElement.lang,
    });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
    return () => {
      notification.close();
    };
  } catch {
    // Chrome on Android allows notifications from service workers only.
    return () => undefined;
  }
}
