import { expect, type Locator, type Page } from '@playwright/test';
import type { BrowserOptions } from './e2e-browser.js';
import { COLOURS, type Colour } from './e2e-media.js';
import { expectAdvancing, expectColour, expectSound } from './e2e-facts.js';

export const PASSWORD = 'correct horse battery';

type Toggle = 'Microphone' | 'Camera' | 'Share screen' | 'Raise hand';

/** One person at one page, who uses it by what can be read on it. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly colour: Colour;
  /** What went wrong in the page: its console's errors and what was thrown. */
  readonly log: string[] = [];

  constructor(name: string, page: Page, { colour = 'blue' }: BrowserOptions = {}) {
    this.name = name;
    this.page = page;
    this.colour = COLOURS[colour];
    page.on('pageerror', (error) => this.log.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.log.push(message.text());
    });
  }

  get username(): string {
    return this.name.toLowerCase();
  }

  async register(): Promise<void> {
    await this.page.goto('/register');
    await this.page.getByLabel('Name', { exact: true }).fill(this.name);
    await this.page.getByLabel('Username').fill(this.username);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await expect(this.page).toHaveURL(/\/home$/);
  }

  /** Opens the page before the call. */
  async open(code: string): Promise<void> {
    await this.page.goto(`/room/${code}`);
    await expect(this.page.getByRole('heading', { name: 'Ready to join?' })).toBeVisible();
  }

  /** Opens the meeting and joins with whatever devices there are. */
  async join(code: string): Promise<void> {
    await this.open(code);
    await this.joinNow();
  }

  async joinNow(): Promise<void> {
    await this.page.getByRole('button', { name: 'Join now' }).click();
    await expect(this.controls).toBeVisible();
  }

  async leave(): Promise<void> {
    await this.control('Leave').click();
    await expect(this.page).toHaveURL(/\/home$/);
  }

  get controls(): Locator {
    return this.page.getByRole('toolbar', { name: 'Call controls' });
  }

  control(name: string): Locator {
    return this.controls.getByRole('button', { name, exact: true });
  }

  /** Clicks, and waits until the button says so. */
  async turn(toggle: Toggle, on: boolean): Promise<void> {
    const button = this.control(toggle);
    await expect(button).toHaveAttribute('aria-pressed', String(!on));
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', String(on));
  }

  /** The tiles of everyone, or of one person, ourselves included. */
  tiles(source: 'camera' | 'screen' = 'camera', name?: string): Locator {
    const all = this.page.locator(`figure[data-participant][data-source="${source}"]`);
    return name === undefined ? all : all.filter({ hasText: name });
  }

  ownTile(source: 'camera' | 'screen' = 'camera'): Locator {
    return this.page.locator(`figure[data-self][data-source="${source}"]`);
  }

  videoOf(other: Person, source: 'camera' | 'screen' = 'camera'): Locator {
    const tile = other === this ? this.ownTile(source) : this.tiles(source, other.name);
    return tile.locator('video');
  }

  /** The other's own picture moves here, and their sound arrives. */
  async expectSeesAndHears(other: Person): Promise<void> {
    await this.expectSees(other);
    await expectSound(this.videoOf(other));
  }

  async expectSees(other: Person): Promise<void> {
    await expect(this.tiles('camera', other.name)).toHaveAttribute('data-state', 'connected');
    await expectAdvancing(this.videoOf(other));
    await expectColour(this.videoOf(other), other.colour);
  }

  get chat(): Locator {
    return this.page.getByRole('region', { name: 'Chat' });
  }

  get messages(): Locator {
    return this.chat.getByRole('log').getByRole('listitem');
  }

  async openChat(): Promise<void> {
    await this.control('Chat').click();
    await expect(this.chat).toBeVisible();
  }

  async say(text: string): Promise<void> {
    await this.chat.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.chat.getByRole('button', { name: 'Send' }).click();
  }

  get people(): Locator {
    return this.page.getByRole('region', { name: 'People' });
  }

  async openPeople(): Promise<void> {
    await this.control('People').click();
    await expect(this.people).toBeVisible();
  }
}
