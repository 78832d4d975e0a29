import type { Response } from 'express';
import type { User } from '../services/accounts.js';
import type { HistoryEntry } from '../services/calls.js';
import type { RoomPageConfig } from '../shared/protocol.js';

export interface RegisterForm {
  readonly values: { readonly name: string; readonly username: string };
  /** A sentence for each field that must be changed. */
  readonly errors: Readonly<Partial<Record<'name' | 'username' | 'password', string>>>;
}

/** What was typed where a meeting code is asked for, and what is wrong with it. */
export interface CodeForm {
  readonly value: string;
  readonly error: string | null;
}

/** `next` is the path to go to after logging in, or null: it belongs in a hidden field of the form. */
interface LoginPage {
  values: { username: string };
  error: string | null;
  next: string | null;
}

/** What each page under views/pages is given, beside PageLocals. A page reads nothing that is not named here. */
export interface Pages {
  landing: { code: CodeForm };
  register: { form: RegisterForm; next: string | null };
  login: LoginPage;
  home: { code: CodeForm; recent: readonly { code: string; title: string }[] };
  /** `older` is the path of the next page of the list, or null on the last. */
  history: { entries: readonly HistoryEntry[]; older: string | null };
  room: { title: string; config: RoomPageConfig };
  error: { status: number; heading: string; message: string };
}

/** What every page sees. */
export interface PageLocals {
  user: User | null;
  registrationOpen: boolean;
  /** The address of a file of the build, such as `room.js`. Throws for a name the build does not know. */
  asset(name: string): string;
}

export function renderPage<P extends keyof Pages>(res: Response, page: P, locals: Pages[P]): void {
  res.render(`pages/${page}`, locals);
}
