import type { PushPayload } from '../../shared/push-payload.js';

/** What the service worker passes to `showNotification`. */
export interface ShownNotice {
  readonly title: string;
  readonly options: NotificationOptions & { readonly renotify?: boolean };
}

/** Only Parley can send something that the browser decrypts. Null for a text that is no payload of this version. */
export function readPayload(text: string): PushPayload | null {
  try {
    const payload = JSON.parse(text) as Partial<PushPayload> | null;
    return typeof payload?.title === 'string' && typeof payload.path === 'string'
      ? (payload as PushPayload)
      : null;
  } catch {
    return null;
  }
}

/** The page rings by itself while the person sees it, so a second ringing would only disturb. */
export function isRedundant({ kind }: PushPayload, isPageVisible: boolean): boolean {
  return kind === 'incoming-call' && isPageVisible;
}

/** What the person sees. A call that rings no more is a missed call. @param now ms since 1970, on the server's clock */
export function noticeOf(payload: PushPayload, now: number): ShownNotice {
  const { kind, expiresAt, late, lang, tag, path } = payload;
  const isLate = late !== null && expiresAt !== null && now >= expiresAt;
  const { title, body } = isLate ? late : payload;
  const isRinging = kind === 'incoming-call' && !isLate;
  return {
    title,
    options: {
      body,
      lang,
      tag,
      data: { path },
      icon: 'icons/icon-192.png',
      badge: 'icons/badge-96.png',
      // A notice with the tag of an earlier one replaces it silently, unless it says otherwise.
      renotify: tag !== '' && kind !== 'missed-call' && !isLate,
      requireInteraction: isRinging,
    },
  };
}

/**
 * The address to open: a page of Parley. Anything else becomes the home page. `path` begins with a slash; `base` is the
 * address of Parley, which may be below a path, and ends with one.
 */
export function addressToOpen(path: unknown, base: string): string {
  const { origin } = new URL(base);
  const isPath = typeof path === 'string' && path.startsWith('/');
  const url = isPath && URL.canParse(path, origin) ? new URL(path, origin) : null;
  return url?.origin === origin ? base + url.href.slice(`${origin}/`.length) : `${base}home`;
}
