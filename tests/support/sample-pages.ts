import type { HistoryEntry } from '../../src/services/history-entry.js';
import type { Pages } from '../../src/views/pages.js';
import { adminPages } from './admin-pages.js';
import { notificationSection } from './sample-notifications.js';
import { hostilePeople, plainPeople } from './sample-people.js';
import { hostilePasskeys, plainPasskeys } from './sample-passkeys.js';
import { listedToken, tokenSection, tokenSectionFullOf } from './token-fixtures.js';

// What tests pass to the templates.

export const HOSTILE = `"><script>alert(1)</script>`;
export const user = { id: '1', name: 'Ann Lind', username: 'ann', language: null, isAdmin: true };
export const hostileUser = { ...user, name: HOSTILE, username: HOSTILE };
const languages = { en: 'English', fr: 'Français' };
export const code = { value: '', error: null };

/** Every page as it is mostly seen. */
export const plain: Pages = {
  landing: { code },
  register: {
    form: { values: { name: '', username: '' }, errors: {} },
    passwordMin: 8,
    invitation: 'token',
    next: null,
    invitedTo: null,
  },
  login: { values: { username: '' }, error: null, ...plainPasskeys.login, next: null, invitedTo: null },
  ...plainPasskeys.pages,
  home: {
    code,
    missed: { count: 2, lastName: 'Ben' },
    recent: [{ code: 'abc-defg-hjk', title: 'Planning', isHost: true, lastCall: entry() }],
  },
  history: {
    entries: [entry(), ...plainPeople.attempts],
    older: '/history?before=2026-03-01T00%3A00%3A00.000Z',
  },
  room: {
    title: 'Planning',
    settingsPath: '/meetings/abc-defg-hjk',
    isUnused: false,
    config: {
      code: 'abc-defg-hjk',
      userId: '1',
      name: 'Ann',
      isGuest: false,
      maxParticipants: 12,
    },
  },
  account: {
    name: 'Ann Lind',
    username: 'ann',
    languages,
    chosenLanguage: 'fr',
    sessions: [session({ isThisDevice: true }), session({ id: 's2', browser: null, system: null })],
    allSessions: 'all',
    chosenSession: '',
    passwordMin: 8,
    passkeys: plainPasskeys.section,
    notifications: notificationSection('Firefox'),
    notice: 'saved',
    problems: {},
    tokens: tokenSection({ tokens: [listedToken(), listedToken({ isLogin: true })], isRevoked: true }),
  },
  meeting: {
    code: 'abc-defg-hjk',
    title: 'Planning',
    roomPath: '/room/abc-defg-hjk',
    path: '/meetings/abc-defg-hjk',
    values: { title: 'Planning', access: 'knock', allowGuests: true, locked: false, invited: 'ben\ncem' },
    hasPasscode: true,
    call: {
      participants: [personInCall(), personInCall({ participantId: 'p2', userId: '2', role: 'co-host' })],
      waiting: [{ participantId: 'p3', name: 'Gil', username: null }],
      isLocked: true,
    },
    notice: 'saved',
    problems: {},
  },
  ...adminPages('ann', 'Ann Lind', null),
  offline: {},
  'call-parts': { languages },
  ...plainPeople.pages,
  error: { status: 404, heading: 'There is no such page', message: 'Check the address.' },
};

/** Every page with all its problems shown, and markup in whatever a person can type. */
export const hostile: Pages = {
  landing: { code: { value: HOSTILE, error: HOSTILE } },
  register: {
    form: {
      values: { name: HOSTILE, username: HOSTILE },
      errors: { name: HOSTILE, username: HOSTILE, password: HOSTILE },
    },
    passwordMin: 8,
    invitation: HOSTILE,
    next: HOSTILE,
    invitedTo: { code: HOSTILE, title: HOSTILE, guestPath: HOSTILE },
  },
  home: {
    code: { value: HOSTILE, error: HOSTILE },
    missed: { count: 1, lastName: HOSTILE },
    recent: [
      { code: HOSTILE, title: HOSTILE, isHost: true, lastCall: null },
      {
        code: HOSTILE,
        title: HOSTILE,
        isHost: false,
        lastCall: entry({ leftAt: null, people: [attended(HOSTILE), { name: HOSTILE, isGuest: true }] }),
      },
    ],
  },
  history: {
    entries: [
      entry({ code: HOSTILE, title: HOSTILE, people: [attended(HOSTILE), { name: HOSTILE, isGuest: true }] }),
      ...hostilePeople(HOSTILE).attempts,
    ],
    older: HOSTILE,
  },
  login: {
    values: { username: HOSTILE },
    error: HOSTILE,
    ...hostilePasskeys(HOSTILE).login,
    next: HOSTILE,
    invitedTo: { code: HOSTILE, title: HOSTILE, guestPath: null },
  },
  ...hostilePasskeys(HOSTILE).pages,
  room: {
    title: HOSTILE,
    settingsPath: HOSTILE,
    isUnused: true,
    config: {
      code: HOSTILE,
      userId: HOSTILE,
      name: HOSTILE,
      isGuest: true,
      maxParticipants: 12,
    },
  },
  account: {
    name: HOSTILE,
    username: HOSTILE,
    languages: { en: HOSTILE, fr: HOSTILE },
    chosenLanguage: null,
    sessions: [session({ id: HOSTILE, browser: HOSTILE, system: HOSTILE })],
    allSessions: 'all',
    chosenSession: HOSTILE,
    passwordMin: 8,
    passkeys: hostilePasskeys(HOSTILE).section,
    notifications: { ...notificationSection(HOSTILE), isRefused: true },
    notice: null,
    problems: {
      name: HOSTILE,
      language: HOSTILE,
      currentPassword: HOSTILE,
      newPassword: HOSTILE,
      session: HOSTILE,
      sessionPassword: HOSTILE,
      deletePassword: HOSTILE,
    },
    tokens: tokenSectionFullOf(HOSTILE),
  },
  meeting: {
    code: HOSTILE,
    title: HOSTILE,
    roomPath: HOSTILE,
    path: HOSTILE,
    values: { title: HOSTILE, access: HOSTILE, allowGuests: false, locked: false, invited: HOSTILE },
    hasPasscode: false,
    call: {
      participants: [
        personInCall({ participantId: HOSTILE, name: HOSTILE, username: HOSTILE }),
        personInCall({
          participantId: HOSTILE,
          name: HOSTILE,
          username: null,
          isGuest: true,
          role: 'participant',
        }),
      ],
      waiting: [
        { participantId: HOSTILE, name: HOSTILE, username: HOSTILE },
        { participantId: HOSTILE, name: HOSTILE, username: null },
      ],
      isLocked: false,
    },
    notice: null,
    problems: { title: HOSTILE, access: HOSTILE, passcode: HOSTILE, invited: HOSTILE },
  },
  ...adminPages(HOSTILE, HOSTILE, HOSTILE),
  offline: {},
  'call-parts': { languages },
  ...hostilePeople(HOSTILE).pages,
  error: { status: 500, heading: HOSTILE, message: HOSTILE },
};

export function entry(changes: Partial<HistoryEntry> = {}) {
  return {
    callId: 'c1',
    code: 'abc-defg-hjk',
    title: 'abc-defg-hjk',
    joinedAt: new Date('2026-03-05T14:07:00Z'),
    leftAt: new Date('2026-03-05T15:12:00Z'),
    durationMs: 65 * 60_000,
    people: [attended('Ann Lind'), attended('Ben Okafor')],
    ...changes,
  };
}

export function attended(name: string) {
  return { name, isGuest: false };
}

function personInCall(changes: Partial<Pages['meeting']['call']['participants'][number]> = {}) {
  return {
    participantId: 'p1',
    userId: '1',
    name: 'Ann Lind',
    username: 'ann',
    isGuest: false,
    role: 'host' as const,
    media: { mic: true, camera: true, hand: true, screen: 'stream' },
    ...changes,
  };
}

function session(changes: Partial<Pages['account']['sessions'][number]> = {}) {
  return {
    id: 's1',
    startedAt: new Date('2026-03-05T14:07:00Z'),
    lastSeenAt: new Date('2026-03-06T09:30:00Z'),
    browser: 'Firefox',
    system: 'Linux',
    isThisDevice: false,
    ...changes,
  };
}
