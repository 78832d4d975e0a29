import type { Response } from 'express';
import type { Language, Messages } from '../messages/messages.js';
import { messagesFor } from '../messages/messages.js';
import type { User } from '../services/accounts.js';
import type { HistoryEntry } from '../services/history-entry.js';
import type { RoomPageConfig } from '../shared/protocol.js';
import type {
  ConfirmPage,
  PasskeySection,
  PasskeySite,
  RecoveryCodesPage,
  SecondFactorPage,
} from './passkey-pages.js';

export interface RegisterForm {
  readonly values: { readonly name: string; readonly username: string };
  /** One text for each field that the person must change. */
  readonly errors: Readonly<Partial<Record<'name' | 'username' | 'password', string>>>;
}

/** The field for a meeting code: the typed value, and what is wrong with it. */
export interface CodeForm {
  readonly value: string;
  readonly error: string | null;
}

/** `next` is the path to open after logging in, or null; the form carries it in a hidden field. */
interface LoginPage {
  values: { username: string };
  error: string | null;
  passkeySite: PasskeySite;
  passkeyProblem: string | null;
  next: string | null;
}

/** The fields of the forms on the page, from top to bottom. */
export type AccountField =
  'name' | 'language' | 'currentPassword' | 'newPassword' | 'session' | 'sessionPassword' | 'deletePassword';

/** What has just been done. Also the key of its text. */
export type AccountNotice = Extract<keyof Messages['account'], 'saved' | 'passwordChanged' | 'sessionEnded'>;

export interface SessionLine {
  readonly id: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
  /** Null if the browser did not tell its name. */
  readonly browser: string | null;
  /** The operating system. Null like `browser`. */
  readonly system: string | null;
  readonly isThisDevice: boolean;
}

interface AccountPage {
  name: string;
  username: string;
  /** Codes and own names. */
  languages: Readonly<Record<Language, string>>;
  /** Null while the browser's language counts. */
  chosenLanguage: Language | null;
  sessions: readonly SessionLine[];
  /** The value that stands for all sessions. */
  allSessions: string;
  /** The id of the session that a refused form had chosen, `allSessions`, or an empty text. */
  chosenSession: string;
  passwordMin: number;
  passkeys: PasskeySection;
  notice: AccountNotice | null;
  /** One text for each field that the person must change. */
  problems: Readonly<Partial<Record<AccountField, string>>>;
}

/** The values that each page under views/pages reads, beside PageLocals. */
export interface Pages {
  landing: { code: CodeForm };
  /** `passwordMin` is the number of characters that a password has at least. */
  register: { form: RegisterForm; passwordMin: number; next: string | null };
  login: LoginPage;
  'second-factor': SecondFactorPage;
  home: { code: CodeForm; recent: readonly { code: string; title: string }[] };
  /** `older` is the path of the next page of the list, or null on the last one. */
  history: { entries: readonly HistoryEntry[]; older: string | null };
  account: AccountPage;
  confirm: ConfirmPage;
  'recovery-codes': RecoveryCodesPage;
  room: { title: string; config: RoomPageConfig };
  error: { status: number; heading: string; message: string };
}

/** The values that every page reads. */
export interface PageLocals {
  user: User | null;
  registrationOpen: boolean;
  language: Language;
  /** BCP 47, for `Intl` and for the `lang` attribute; may name a region, such as `en-US`. */
  locale: string;
  /** All texts in the page's language. */
  t: Messages;
  /** The address of a file of the build, such as `room.en.js`. Throws for a name that the build does not know. */
  asset(name: string): string;
}

export function renderPage<P extends keyof Pages>(res: Response, page: P, locals: Pages[P]): void {
  res.render(`pages/${page}`, locals);
}

/** The texts of the page that answers this request. English for a request that failed before its language was known. */
export function textsOf(res: Response): Messages {
  const { t } = res.locals as Partial<PageLocals>;
  return t ?? messagesFor('en');
}
