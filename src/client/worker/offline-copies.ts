import { LANGUAGE_CACHE, LANGUAGE_KEY } from '../lib/kept-language.js';
import { logError } from '../lib/log-error.js';
import { scope } from './worker-scope.js';
import type { InstallEvent } from './worker-scope.js';

/** The build fills these in (scripts/build-worker.mjs). */
declare const BUILD: {
  readonly version: string;
  readonly files: readonly string[];
  readonly languages: readonly string[];
};

/** All addresses are relative to the worker, because Parley may be below a path. */
const { pathname: BASE } = new URL('./', scope.location.href);
/** Another Parley below another path, or another application, may have caches at the same origin. */
const CACHES = `offline:${BASE}:`;
const CACHE = `${CACHES}${BUILD.version}`;
const pageFor = (language: string) => `${BASE}offline/${language}`;
const FILES = BUILD.files.map((path) => BASE + path.slice(1));

/** Keeps the offline page and its files. Nothing else is ever added, so no page of a person gets into a cache. */
export async function keepCopies(event: InstallEvent): Promise<void> {
  const cache = await caches.open(CACHE);
  const paths = [...FILES, ...BUILD.languages.map(pageFor)];
  // Without cookies, so that the server cannot answer with something that belongs to a person.
  const requests = paths.map((path) => new Request(path, { cache: 'reload', credentials: 'omit' }));
  await cache.addAll(requests);
  // Chromium then fetches scripts, styles and long polling without waking the worker. Without the routes all works too.
  const routes = event.addRoutes?.([
    { condition: { urlPattern: `${BASE}build/*` }, source: { cacheName: CACHE } },
    { condition: { urlPattern: `${BASE}socket.io/*` }, source: 'network' },
    { condition: { urlPattern: `${BASE}api/*` }, source: 'network' },
  ]);
  await routes?.catch(logError);
}

/** Deletes the copies of earlier versions. */
export async function dropOldCopies(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name !== CACHE && name.startsWith(CACHES));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Whether the worker has a copy of this file. */
export function hasCopy({ url, method }: Request): boolean {
  const { origin, pathname } = new URL(url);
  return method === 'GET' && origin === scope.location.origin && FILES.includes(pathname);
}

export async function copyOf(request: Request): Promise<Response> {
  return (await (await caches.open(CACHE)).match(request, { ignoreVary: true })) ?? fetch(request);
}

/** The offline page in the language that the pages had last, or that the browser prefers. */
export async function offlinePage(): Promise<Response> {
  const kept = await (await caches.open(LANGUAGE_CACHE)).match(LANGUAGE_KEY);
  const wanted = [...(kept ? [await kept.text()] : []), ...navigator.languages, ...BUILD.languages];
  const language = wanted
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((code) => code !== undefined && BUILD.languages.includes(code));
  const page = await (await caches.open(CACHE)).match(pageFor(language ?? 'en'), { ignoreVary: true });
  return page ?? Response.error();
}
