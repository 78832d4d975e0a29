import {
  expect,
  type Browser,
  type BrowserContext,
  type ConsoleMessage,
  type Locator,
  type Page,
} from '@playwright/test';
import type { BuiltServer } from './built-server.js';

const PASSWORD = 'seven blue kites';

export type Toggle = 'Microphone' | 'Camera' | 'Share screen';
export type Source = 'camera' | 'screen';

/** Playwright’s options of a browser context. */
export type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Registers each account once and restores its session afterwards, which is faster than the login form. */
export class Accounts {
  // By server and not by origin, because a new server may get the port of one that has stopped.
  readonly #states = new WeakMap<BuiltServer, Map<string, StorageState>>();

  /** Opens a context of `browser` in which `name` is logged in. */
  async open(
    browser: Browser,
    server: BuiltServer,
    name: string,
    options: ContextOptions,
  ): Promise<BrowserContext> {
    const { origin } = server;
    const states = this.#states.get(server) ?? new Map<string, StorageState>();
    this.#states.set(server, states);
    const known = states.get(name);
    const context = await browser.newContext({
      ...options,
      baseURL: origin,
      ...(known && { storageState: known }),
    });
    if (known) return context;
    const reply = await context.request.post('/register', {
      form: { name, username: name.toLowerCase(), password: PASSWORD },
      headers: { origin },
    });
    expect(reply.url(), 'the page after the registration').toBe(`${origin}/home`);
    states.set(name, await context.storageState());
    return context;
  }
}

/** One page of one person, driven by the names of its controls. */
export class Person {
  readonly name: string;
  readonly page: Page;
  /** Uncaught exceptions and console errors of the page, except those about the network. */
  readonly errors: string[] = [];
  /** The participant id in the last call that this page joined. */
  id = '';

  constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(`${name}: ${String(error)}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isAboutNetwork(message))
        this.errors.push(`${name}: ${message.text()}`);
    });
  }

  get joinButton(): Locator {
    return this.page.getByRole('button', { name: 'Join now' });
  }

  get toolbar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Call controls' });
  }

  get banner(): Locator {
    return this.page.getByRole('alert').filter({ hasText: 'Lost the connection to the server' });
  }

  get messages(): Locator {
    return this.page.getByRole('log').getByRole('listitem');
  }

  /** Every tile of the stage. */
  get tiles(): Locator {
    return this.page.locator('figure[data-participant]');
  }

  async openRoom(code: string): Promise<void> {
    await this.page.goto(`/room/${code}`);
    await expect(this.page.getByRole('heading', { name: 'Ready to join?' })).toBeVisible();
  }

  async joinNow(): Promise<void> {
    await this.joinButton.click();
    await expect(this.ownTile('camera')).toBeVisible();
    this.id = (await this.ownTile('camera').getAttribute('data-participant')) ?? '';
  }

  async join(code: string): Promise<void> {
    await this.openRoom(code);
    await this.joinNow();
  }

  /** Waits for what the page loads for the call: before, some buttons of the toolbar do nothing, and a leave ends at home. */
  async toolsReady(): Promise<void> {
    await expect(this.toolbar.locator('button[tabindex="0"]')).toHaveCount(1);
  }

  async leave(): Promise<void> {
    await this.toolsReady();
    await this.toolbar.getByRole('button', { name: 'Leave' }).click();
    await this.page.getByRole('heading', { name: 'You left the meeting' }).waitFor();
    await this.page.getByRole('link', { name: 'Back to home' }).click();
    await this.page.waitForURL('**/home');
  }

  /** The toggle of this name in the prejoin page or in the call’s toolbar. */
  button(name: Toggle): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async toggle(name: Toggle): Promise<void> {
    await this.button(name).click();
  }

  ownTile(source: Source): Locator {
    return this.page.locator(`figure[data-participant][data-self][data-source="${source}"]`);
  }

  /** The tile in which this person sees `other`. */
  tileOf(other: Person, source: Source = 'camera'): Locator {
    return this.page.locator(`figure[data-participant="${other.id}"][data-source="${source}"]`);
  }

  async openPanel(name: 'Chat' | 'People'): Promise<Locator> {
    const panel = this.page.getByRole('region', { name, exact: true });
    // The name of the button "Chat" also counts the unread messages.
    await this.toolbar.getByRole('button', { name: new RegExp(`^${name}\\b`) }).click();
    await expect(panel).toBeVisible();
    return panel;
  }

  async sendMessage(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }
}

/**
 * Tests cut connections, stop servers and open forbidden pages; the browser logs an error for each. A server that is
 * stopping refuses connections of Socket.IO, and the page tries again by itself.
 */
function isAboutNetwork(message: ConsoleMessage): boolean {
  const text = message.text();
  const { url } = message.location();
  const isConnection = text.startsWith('WebSocket connection to') || text.includes('net::ERR_');
  const isRefusal = text.startsWith('Failed to load resource') && url.includes('/socket.io/?');
  return isConnection || isRefusal || url === message.page()?.url();
}
