// The part of the service worker's globals that Parley uses. TypeScript's library "WebWorker" cannot be loaded together
// with "DOM", which the other scripts need.

interface ExtendableEvent extends Event {
  waitUntil(task: Promise<unknown>): void;
}

export interface InstallEvent extends ExtendableEvent {
  /** Static routes (https://github.com/WICG/service-worker-static-routing-api); Chromium only. */
  addRoutes?(
    routes: { condition: { urlPattern: string }; source: 'network' | { cacheName: string } }[],
  ): Promise<void>;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  /** Resolves to undefined if navigation preload is off or does not apply. */
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(response: Promise<Response>): void;
}

interface PushEvent extends ExtendableEvent {
  readonly data: { text(): string } | null;
}

interface NotificationEvent extends ExtendableEvent {
  readonly notification: Notification;
}

export interface SubscriptionChangeEvent extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
}

/** A page of Parley. */
export interface PageClient {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<PageClient>;
  navigate(url: string): Promise<PageClient | null>;
}

interface WorkerEvents {
  install: InstallEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  push: PushEvent;
  notificationclick: NotificationEvent;
  pushsubscriptionchange: SubscriptionChangeEvent;
}

export interface WorkerScope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<PageClient[]>;
    openWindow(url: string): Promise<PageClient | null>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}

export const scope = self as unknown as WorkerScope;
