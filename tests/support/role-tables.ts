/** Everyone who may send a request, from the one with the fewest rights on. The meeting is for invited people and guests. */
export const ROLES = ['stranger', 'guest', 'user', 'invited', 'removed', 'co-host', 'host', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The expected outcome for each role. */
export type Row = Readonly<Record<Role, string>>;

const forAll = (outcome: string): Row => row(outcome, outcome, {});

/** `others` stands for people without an account, `users` for all accounts. */
function row(others: string, users: string, exceptions: Partial<Row>): Row {
  return {
    stranger: others,
    guest: others,
    user: users,
    invited: users,
    removed: users,
    'co-host': users,
    host: users,
    admin: users,
    ...exceptions,
  };
}

/** A page for people with an account. `answer` is the outcome for them. */
const page = (answer: string, exceptions: Partial<Row> = {}) => row('login', answer, exceptions);
/** An operation of the API for people with an account. */
const api = (answer: string, exceptions: Partial<Row> = {}) => row('401', answer, exceptions);

/** People on the list and people who were in the call know the meeting. To all others it does not exist. */
const HIDDEN = { user: '404', admin: '404' } as const;
const HOST_PAGE = { ...HIDDEN, invited: '403', removed: '403', 'co-host': '403' } as const;

/**
 * The outcome of each route with the code of the meeting and a body that holds too little or nothing: the status, or `login`
 * if the server sends the person to the login page. 422 means that the person may send this form.
 */
export const ROUTES: Readonly<Record<string, Row>> = {
  'GET /healthz': forAll('200'),
  'GET /readyz': forAll('200'),
  'GET /metrics': forAll('200'),
  'GET /': row('200', '303', {}),
  // No language has the code as its name.
  'GET /offline/:language': forAll('404'),
  'GET /call-parts': forAll('200'),
  'POST /theme': forAll('400'),
  'GET /register': row('200', '303', {}),
  'POST /register': forAll('422'),
  'GET /login': row('200', '303', {}),
  'POST /login': forAll('401'),
  // The address is an IP address, where browsers allow no passkeys: 409.
  'POST /login/passkey/options': forAll('409'),
  'POST /login/passkey': forAll('401'),
  // To the login page, or home.
  'GET /login/second-factor': forAll('303'),
  'POST /login/second-factor/options': forAll('401'),
  'POST /login/second-factor': forAll('401'),
  'GET /home': page('200'),
  'POST /join': forAll('422'),
  'POST /meetings': page('303'),
  // The page shows everyone the same until they join: it says what a join leads to.
  'GET /room/:code': forAll('200'),
  'GET /meetings/:code': page('200', HOST_PAGE),
  'POST /meetings/:code': page('422', HOST_PAGE),
  'POST /meetings/:code/call': page('400', HOST_PAGE),
  // People are in the meeting.
  'POST /meetings/:code/delete': page('409', HOST_PAGE),
  'GET /random': page('200'),
  'GET /history': page('200'),
  'GET /people': page('200'),
  'POST /people': page('400'),
  // Nobody has the username of the address.
  'GET /people/:username': page('404'),
  'POST /people/:username': page('400'),
  'POST /calls': page('422'),
  'GET /account': page('200'),
  'POST /account': page('422'),
  'POST /account/password': page('422'),
  'POST /account/passkeys/options': page('409'),
  'POST /account/passkeys': page('303'),
  'POST /account/second-factor': page('303'),
  'GET /account/confirm/:action': page('200'),
  'POST /account/confirm/:action/options': page('409'),
  'POST /account/confirm/:action': page('422'),
  // Both lead back to the section of the page.
  'POST /account/notifications': page('303'),
  'POST /account/notifications/remove': page('303'),
  'POST /account/sessions': page('422'),
  'POST /account/export': page('200'),
  'POST /account/delete': page('422'),
  'POST /account/tokens': page('422'),
  'POST /account/tokens/revoke': page('303'),
  'GET /admin': page('404', { admin: '200' }),
  'GET /admin/reports': page('404', { admin: '200' }),
  'POST /admin/reports/:id': page('404', { admin: '400' }),
  // The link lacks its token.
  'GET /admin/claim': page('404', { admin: '303' }),
  'POST /admin/claim': page('404', { admin: '303' }),
  'GET /admin/sign-up-links': page('404', { admin: '200' }),
  'POST /admin/sign-up-links': page('404', { admin: '422' }),
  'POST /admin/sign-up-links/revoke': page('404', { admin: '303' }),
  // Nobody has the id of the address.
  'GET /admin/accounts/:id/:action': page('404'),
  'POST /admin/accounts/:id/:action': page('404'),
  'GET /api/v1/openapi.json': forAll('200'),
  'POST /api/v1/login': forAll('422'),
  'GET /api/v1/me': api('200'),
  'GET /api/v1/history': api('200'),
  'POST /api/v1/history': api('201', HIDDEN),
  'DELETE /api/v1/history/:callId': api('404'),
  'GET /api/v1/meetings': api('200'),
  'POST /api/v1/meetings': api('201'),
  'GET /api/v1/meetings/:code': api('200', HIDDEN),
  'PATCH /api/v1/meetings/:code': api('200', HOST_PAGE),
  'DELETE /api/v1/meetings/:code': api('409', HOST_PAGE),
  'GET /api/v1/tokens': api('200'),
  'POST /api/v1/tokens': api('422'),
  'DELETE /api/v1/tokens/:id': api('404'),
  // At the end, because they end the session.
  'POST /logout': page('303'),
  'POST /api/v1/logout': api('401'),
};

/** The bodies of the requests that would otherwise be refused for their form before their sender counts. */
export const BODIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /api/v1/history': { code: '@code' },
  'PATCH /api/v1/meetings/:code': { title: 'Weekly' },
};

/** An event for people in the call. `answer` is the outcome for them. */
const inCall = (answer: string, exceptions: Partial<Row> = {}) =>
  row('unauthorized', 'not-in-call', {
    guest: answer,
    invited: answer,
    'co-host': answer,
    host: answer,
    ...exceptions,
  });
/** An event for everyone with an account, in a call or not. */
const withAccount = row('unauthorized', 'ok', {});
const coHosts = inCall('host-only', { 'co-host': 'ok', host: 'ok' });
const hosts = inCall('host-only', { host: 'ok' });

/**
 * The outcome of each event of the socket: `ok` or the code of the refusal; for `watch-call`, what a join leads to. Guest,
 * invited, co-host and host are in the call.
 */
export const EVENTS: Readonly<Record<string, Row>> = {
  'watch-call': row('unauthorized', 'enter', {
    user: 'not-invited',
    removed: 'removed',
    admin: 'not-invited',
    guest: 'enter',
  }),
  'join-call': row('unauthorized', 'ok', {
    user: 'not-invited',
    removed: 'removed',
    admin: 'not-invited',
    guest: 'ok',
  }),
  'media-state': inCall('ok'),
  signal: inCall('ok'),
  'screen-share-started': inCall('ok'),
  'screen-share-stopped': inCall('ok'),
  'chat-message': inCall('ok'),
  'chat-history': inCall('ok'),
  reaction: inCall('ok'),
  'ice-servers': inCall('ok'),
  'watch-rings': withAccount,
  'call-person': withAccount,
  'ring-state': withAccount,
  'cancel-call': withAccount,
  'answer-call': withAccount,
  'decline-call': withAccount,
  admit: coHosts,
  deny: coHosts,
  mute: coHosts,
  'ask-to-unmute': coHosts,
  'stop-share': coHosts,
  'lower-hand': coHosts,
  remove: coHosts,
  lock: coHosts,
  'co-host': hosts,
  'hand-over': hosts,
  'end-call': hosts,
  // Guests have no account that could be reported or blocked.
  'random-start': row('unauthorized', 'ok', { guest: 'unauthorized' }),
  'random-resume': row('unauthorized', 'ok', { guest: 'unauthorized' }),
  'random-signal': row('unauthorized', 'not-paired', { guest: 'unauthorized' }),
  'random-report': row('unauthorized', 'not-paired', { guest: 'unauthorized' }),
  'random-block': row('unauthorized', 'not-paired', { guest: 'unauthorized' }),
  'random-leave': row('unauthorized', 'ok', { guest: 'unauthorized' }),
  // After the end of the call nobody is in it, and leaving is no mistake.
  'leave-call': row('unauthorized', 'ok', { guest: 'ok' }),
};
