import type { Response } from 'express';
import type { Language, Messages } from '../messages/messages.js';
import { messagesFor } from '../messages/messages.js';
import type { User } from '../services/accounts.js';
import type { AccountSummary } from '../services/administration.js';
import type { HistoryEntry } from '../services/history-entry.js';
import type { MediaState, Role, WaitingPerson } from '../shared/protocol.js';
import type { RoomPageConfig } from '../shared/room-page-config.js';
import type { InvitedTo } from './invited-to.js';
import type { SignUpLinksPage } from './sign-up-links-page.js';
import type { NotificationSection } from './notification-section.js';
import type { CallAttempt, MissedCalls, PeoplePage, PersonPage } from './people-pages.js';
import type { ReportsPage } from './reports-page.js';
import type { Theme } from './theme.js';
import type { TokenSection } from './token-section.js';
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
  /** The meeting to which `next` leads, or null. */
  invitedTo: InvitedTo | null;
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
  notifications: NotificationSection;
  notice: AccountNotice | null;
  /** One text for each field that the person must change. */
  problems: Readonly<Partial<Record<AccountField, string>>>;
  tokens: TokenSection;
}

/** The fields of the form on the page of a meeting, from top to bottom. */
export type MeetingField = 'title' | 'access' | 'passcode' | 'invited';

/** What has just been done. Also the key of its text. */
export type MeetingNotice = Extract<keyof Messages['meeting'], 'saved' | 'done' | 'gone' | 'over'>;

interface MeetingPage {
  code: string;
  title: string;
  /** The address of the meeting page with the call. */
  roomPath: string;
  /** The address of this page, to which its forms belong. */
  path: string;
  values: {
    readonly title: string;
    readonly access: string;
    readonly allowGuests: boolean;
    readonly locked: boolean;
    /** One username per line. */
    readonly invited: string;
  };
  hasPasscode: boolean;
  call: {
    readonly participants: readonly {
      readonly participantId: string;
      readonly name: string;
      readonly username: string | null;
      readonly isGuest: boolean;
      readonly role: Role;
      readonly userId: string;
      readonly media: MediaState;
    }[];
    readonly waiting: readonly WaitingPerson[];
    readonly isLocked: boolean;
  };
  notice: MeetingNotice | null;
  problems: Readonly<Partial<Record<MeetingField, string>>>;
}

/** What an administrator can do with an account. Also the last part of the address. */
export type AdminAction = 'disable' | 'enable' | 'make-admin' | 'revoke-admin' | 'reset-password';

/** What has just been done. Also the key of its text. */
export type AdminNotice = Extract<
  keyof Messages['admin'],
  'claimed' | 'disabled' | 'enabled' | 'madeAdmin' | 'revokedAdmin'
>;

interface AdminPage {
  accounts: readonly AccountSummary[];
  /** The beginning of the usernames that the page lists. */
  search: string;
  /** The path of the next page of the list, or null on the last one. */
  more: string | null;
  notice: AdminNotice | null;
}

interface AdminActionPage {
  account: AccountSummary;
  action: AdminAction;
  /** The text at the field for the administrator’s password, or null. */
  problem: string | null;
  /** The reason why the action is refused, or null. */
  refusal: string | null;
  /** The path of the list. */
  back: string;
}

/** The values that each page under views/pages reads, beside PageLocals. */
export interface Pages {
  landing: { code: CodeForm };
  /** `passwordMin` is the number of characters that a password has at least; `invitation` the token of a link, or empty. */
  register: {
    form: RegisterForm;
    passwordMin: number;
    invitation: string;
    next: string | null;
    invitedTo: InvitedTo | null;
  };
  login: LoginPage;
  home: {
    code: CodeForm;
    missed: MissedCalls | null;
    /** `lastCall` is the latest call of the person in the meeting, or null. */
    recent: readonly { code: string; title: string; isHost: boolean; lastCall: HistoryEntry | null }[];
  };
  /** `older` is the path of the next page of the list, or null on the last one. */
  history: { entries: readonly (HistoryEntry | CallAttempt)[]; older: string | null };
  account: AccountPage;
  meeting: MeetingPage;
  'call-parts': { languages: Readonly<Record<Language, string>> };
  /**
   * `settingsPath` is the address of the settings of the meeting, or null for everyone but its host. `isUnused`: the first join
   * makes the code a meeting.
   */
  room: { title: string; settingsPath: string | null; isUnused: boolean; config: RoomPageConfig };
  people: PeoplePage;
  person: PersonPage;
  admin: AdminPage;
  'admin-action': AdminActionPage;
  'admin-reports': ReportsPage;
  /** `textMax` is the length of a message in UTF-16 code units. */
  random: { textMax: number };
  'admin-claim': { token: string };
  'admin-sign-up-links': SignUpLinksPage;
  'admin-password': { username: string; password: string; back: string };
  'second-factor': SecondFactorPage;
  confirm: ConfirmPage;
  'recovery-codes': RecoveryCodesPage;
  offline: Record<string, never>;
  error: { status: number; heading: string; message: string };
}

/** The values that every page reads. */
export interface PageLocals {
  user: User | null;
  registrationOpen: boolean;
  /** Whether people can be paired at random. */
  randomOn: boolean;
  theme: Theme;
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
