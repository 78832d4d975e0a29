/** Where pages note their language for the service worker, which cannot read `localStorage`. */
export const LANGUAGE_CACHE = 'language';
export const LANGUAGE_KEY = '/language';

export async function keepLanguage(): Promise<void> {
  const cache = await caches.open(LANGUAGE_CACHE);
  await cache.put(LANGUAGE_KEY, new Response(document.documentElement.lang));
}
