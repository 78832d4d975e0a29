import { z } from 'zod';
import { AdminForm, AdminQuery, AdminTarget, ClaimForm } from '../../../src/controllers/admin-schemas.js';
import * as forms from '../../../src/controllers/form-schemas.js';
import {
  InvitationForm,
  RevokeSignUpLinkForm,
  SignUpLinkForm,
} from '../../../src/controllers/sign-up-link-schemas.js';
import { HostToolForm, MeetingForm } from '../../../src/controllers/meeting-form-schemas.js';
import { PushSubscriptionForm } from '../../../src/services/push/subscription-schema.js';
import {
  CallForm,
  DoNotDisturbForm,
  PeopleQuery,
  PersonForm,
  PersonQuery,
} from '../../../src/controllers/people-form-schemas.js';
import { ReportForm, ReportsQuery } from '../../../src/controllers/report-schemas.js';
import { LANGUAGES } from '../../../src/messages/messages.js';
import type { HttpTarget } from './http-inputs.js';

const Next = z.object({ next: z.string() });
/** The last part of the address is called `action` twice, with different values. */
const Confirmed = { examples: { action: forms.ConfirmedActionName.options } };
/** The report that every world has. */
export const REPORT_ID = '65e71f4c00000000000000f0';
const Administered = { examples: { action: AdminTarget.shape.action.options } };
/** The answer of an authenticator, as JSON. */
const Passkey = z.object({ passkey: z.string().optional() });

/**
 * The input of every page. The schemas of the API come from its table of operations, but nothing connects the route of a
 * page with its form, so a new page needs a line here; a test fails without it.
 */
export const PAGES: Readonly<Record<string, Omit<HttpTarget, 'route'>>> = {
  'GET /healthz': {},
  'GET /readyz': {},
  'GET /metrics': {},
  'GET /': {},
  'GET /register': { query: Next.extend(InvitationForm.shape) },
  'POST /register': {
    body: forms.RegisterForm.extend(Next.partial().shape).extend(InvitationForm.partial().shape),
  },
  'GET /offline/:language': { examples: { language: [...LANGUAGES] } },
  'GET /call-parts': {},
  'POST /theme': { body: forms.ThemeForm },
  'GET /login': { query: Next },
  'POST /login': { body: forms.LoginForm.extend(Next.partial().shape) },
  'POST /login/passkey/options': {},
  'POST /login/passkey': { body: z.object({ passkey: z.string(), next: z.string().optional() }) },
  'GET /login/second-factor': { query: Next },
  'POST /login/second-factor/options': {},
  'POST /login/second-factor': {
    body: forms.RecoveryCodeForm.partial().extend(Passkey.shape).extend(Next.partial().shape),
  },
  'POST /logout': {},
  'GET /home': {},
  'POST /join': { body: forms.JoinForm },
  'POST /meetings': {},
  'GET /room/:code': {},
  'GET /meetings/:code': {},
  'POST /meetings/:code': { body: MeetingForm },
  'POST /meetings/:code/call': { body: HostToolForm },
  'POST /meetings/:code/delete': {},
  'GET /random': {},
  'GET /history': { query: forms.HistoryQuery },
  'GET /people': { query: PeopleQuery },
  'POST /people': { body: DoNotDisturbForm },
  'GET /people/:username': { query: PersonQuery },
  'POST /people/:username': { body: PersonForm },
  'POST /calls': { body: CallForm },
  'GET /account': { query: z.object({ saved: z.string().optional() }) },
  'POST /account': { body: forms.AccountForm },
  'POST /account/password': { body: forms.PasswordForm },
  'POST /account/passkeys/options': { body: forms.PasskeyForm },
  'POST /account/passkeys': { body: forms.PasskeyForm.extend({ passkey: z.string() }) },
  'POST /account/second-factor': { body: z.object({ secondFactor: z.string().optional() }) },
  'GET /account/confirm/:action': { query: z.object({ passkey: z.string().optional() }), ...Confirmed },
  'POST /account/confirm/:action/options': Confirmed,
  'POST /account/confirm/:action': {
    body: forms.ConfirmationForm.partial().extend({ passkeyId: z.string().optional(), ...Passkey.shape }),
    ...Confirmed,
  },
  'POST /account/tokens': { body: forms.TokenForm },
  'POST /account/tokens/revoke': { body: z.object({ token: z.string() }) },
  'POST /account/notifications': { body: PushSubscriptionForm },
  'POST /account/notifications/remove': { body: forms.DeviceForm },
  'POST /account/sessions': { body: forms.EndSessionForm },
  'POST /account/export': {},
  'POST /account/delete': { body: forms.DeletionForm },
  'GET /admin': { query: AdminQuery },
  'GET /admin/reports': { query: ReportsQuery },
  'POST /admin/reports/:id': { body: ReportForm, examples: { id: [REPORT_ID] } },
  'GET /admin/claim': { query: ClaimForm },
  'POST /admin/claim': { body: ClaimForm },
  'GET /admin/sign-up-links': {},
  'POST /admin/sign-up-links': { body: SignUpLinkForm },
  'POST /admin/sign-up-links/revoke': { body: RevokeSignUpLinkForm },
  'GET /admin/accounts/:id/:action': Administered,
  'POST /admin/accounts/:id/:action': { body: AdminForm, ...Administered },
};
