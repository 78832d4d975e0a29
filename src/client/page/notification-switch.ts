import { find } from '../lib/dom.js';
import { logError } from '../lib/log-error.js';
import { subscriptionFields } from '../lib/subscription-fields.js';
import { canRegister, registerServiceWorker } from './service-worker.js';

type State = 'unsupported' | 'install' | 'blocked' | 'dismissed' | 'failed' | 'off' | 'on';

/** The states in which the person can turn notifications on. */
const CAN_TURN_ON: readonly State[] = ['dismissed', 'failed', 'off'];

/** The section _Notifications_: shows the state of this device, and asks for permission only when the person wants it. */
export class NotificationSwitch {
  readonly #section: HTMLElement;
  readonly #form: HTMLFormElement;
  #registration: ServiceWorkerRegistration | null = null;

  constructor(section: HTMLElement) {
    this.#section = section;
    this.#form = find(section, '[data-notifications-form="on"]', HTMLFormElement);
  }

  async start(): Promise<void> {
    const off = this.#section.querySelector<HTMLFormElement>('[data-notifications-form="off"]');
    off?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#unsubscribe().finally(() => {
        off.submit();
      });
    });
    if (!canRegister() || !('PushManager' in window) || typeof Notification === 'undefined') {
      // Safari on iOS has push messages only for web apps on the Home Screen, and `standalone` on iOS only.
      const isSafariTab = 'standalone' in navigator && navigator.standalone !== true;
      this.#show(isSafariTab ? 'install' : 'unsupported');
      return;
    }
    if (Notification.permission === 'denied') {
      this.#show('blocked');
      return;
    }
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#turnOn().catch((error: unknown) => {
        // Browsers reject with an AbortError if their push service is out of reach or turned off.
        if (!(error instanceof DOMException)) logError(error);
        this.#show('failed');
      });
    });
    try {
      this.#registration = await registerServiceWorker();
      const subscription = await this.#registration.pushManager.getSubscription();
      const isOn = subscription !== null && Notification.permission === 'granted';
      this.#show(isOn && this.#section.dataset['isHere'] === 'true' ? 'on' : 'off');
    } catch (error) {
      logError(error);
      this.#show('failed');
    }
  }

  async #turnOn(): Promise<void> {
    const permission = await Notification.requestPermission();
    if (permission !== 'granted') {
      this.#show(permission === 'denied' ? 'blocked' : 'dismissed');
      return;
    }
    await this.#unsubscribe(); // a subscription of another account, or for another key of the server
    const { pushManager } = await navigator.serviceWorker.ready;
    const applicationServerKey = this.#form.dataset['key'] ?? '';
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const fields = subscriptionFields(subscription);
    if (!fields) throw new Error('The browser has made a subscription without keys.');
    for (const [name, value] of Object.entries(fields))
      find(this.#form, `input[name="${name}"]`, HTMLInputElement).value = value;
    this.#form.submit();
  }

  async #unsubscribe(): Promise<void> {
    const subscription = await this.#registration?.pushManager.getSubscription();
    await subscription?.unsubscribe().catch(logError);
  }

  #show(state: State): void {
    for (const text of this.#section.querySelectorAll<HTMLElement>('[data-notifications-state]'))
      text.hidden = text.dataset['notificationsState'] !== state;
    this.#form.hidden = !CAN_TURN_ON.includes(state);
  }
}
