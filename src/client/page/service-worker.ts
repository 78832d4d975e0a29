import { keepLanguage } from '../lib/kept-language.js';
import { ownAddress } from '../lib/own-address.js';

/** Pages with `require-trusted-types-for` accept no text as the address of a script. TypeScript does not know the API yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(text: string): string };
}

/** Its scope is the folder in which it is, so Parley may be below a path. */
const FILE = 'service-worker.js';

/** Whether this browser, at this address, has service workers. Only HTTPS and localhost have them. */
export function canRegister(): boolean {
  return 'serviceWorker' in navigator;
}

/** Registers the service worker, or updates it. Call it once per page. */
export async function registerServiceWorker(): Promise<ServiceWorkerRegistration> {
  await keepLanguage();
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('service-worker', { createScriptURL: () => ownAddress(FILE) });
  return navigator.serviceWorker.register(policy?.createScriptURL(FILE) ?? ownAddress(FILE), {
    updateViaCache: 'none',
  });
}
