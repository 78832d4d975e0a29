import { Router } from 'express';
import { accountController } from '../controllers/account-controller.js';
import type { AccountOptions } from '../controllers/account-controller.js';
import { adminClaimController } from '../controllers/admin-claim-controller.js';
import type { AdminClaimOptions } from '../controllers/admin-claim-controller.js';
import { adminController } from '../controllers/admin-controller.js';
import type { AdminOptions } from '../controllers/admin-controller.js';
import { authController } from '../controllers/auth-controller.js';
import type { AuthOptions } from '../controllers/auth-controller.js';
import { confirmController } from '../controllers/confirm-controller.js';
import type { ConfirmOptions } from '../controllers/confirm-controller.js';
import { historyController } from '../controllers/history-controller.js';
import type { HistoryOptions } from '../controllers/history-controller.js';
import { homeController } from '../controllers/home-controller.js';
import type { HomeOptions } from '../controllers/home-controller.js';
import { notificationsController } from '../controllers/notifications-controller.js';
import type { NotificationsOptions } from '../controllers/notifications-controller.js';
import { showOffline } from '../controllers/offline-controller.js';
import { passkeyLoginController } from '../controllers/passkey-login-controller.js';
import type { PasskeyLoginOptions } from '../controllers/passkey-login-controller.js';
import { passkeysController } from '../controllers/passkeys-controller.js';
import type { PasskeysOptions } from '../controllers/passkeys-controller.js';
import { peopleController } from '../controllers/people-controller.js';
import type { PeopleOptions } from '../controllers/people-controller.js';
import { showCallParts } from '../controllers/call-parts-controller.js';
import { roomController } from '../controllers/room-controller.js';
import type { RoomOptions } from '../controllers/room-controller.js';
import { meetingController } from '../controllers/meeting-controller.js';
import type { MeetingOptions } from '../controllers/meeting-controller.js';
import { saveTheme } from '../controllers/theme-controller.js';
import type { ThemeOptions } from '../controllers/theme-controller.js';
import { tokenController } from '../controllers/token-controller.js';
import type { TokenOptions } from '../controllers/token-controller.js';
import { signUpLinkController } from '../controllers/sign-up-link-controller.js';
import type { SignUpLinkOptions } from '../controllers/sign-up-link-controller.js';
import { requireAdmin } from '../middleware/require-admin.js';
import { randomController } from '../controllers/random-controller.js';
import type { RandomOptions } from '../controllers/random-controller.js';
import { reportsController } from '../controllers/reports-controller.js';
import type { ReportsOptions } from '../controllers/reports-controller.js';
import { secondFactorController } from '../controllers/second-factor-controller.js';
import type { SecondFactorOptions } from '../controllers/second-factor-controller.js';
import { requireUser } from '../middleware/require-user.js';

/** What logins and the section _Passkeys_ of the account page need. */
interface FactorOptions extends PasskeyLoginOptions, SecondFactorOptions, PasskeysOptions, ConfirmOptions {}

export interface RoutesOptions
  extends
    AccountOptions,
    AdminOptions,
    AdminClaimOptions,
    AuthOptions,
    FactorOptions,
    HistoryOptions,
    HomeOptions,
    MeetingOptions,
    NotificationsOptions,
    PeopleOptions,
    RandomOptions,
    ReportsOptions,
    RoomOptions,
    SignUpLinkOptions,
    ThemeOptions,
    TokenOptions {}

/** Every address, its guard and its handler. */
export function routes(options: RoutesOptions): Router {
  const auth = authController(options);
  const home = homeController(options);
  const room = roomController(options);
  const history = historyController(options);
  const people = peopleController(options);
  const account = accountController(options);
  const meeting = meetingController(options);
  const tokens = tokenController(options, account.showTokens);
  const admin = adminController(options);
  const claim = adminClaimController(options);
  const signUpLinks = signUpLinkController(options);
  const passkeyLogin = passkeyLoginController(options);
  const secondFactor = secondFactorController(options);
  const passkeys = passkeysController(options);
  const confirm = confirmController(options);
  const notifications = notificationsController(options);
  const random = randomController(options);
  const reports = reportsController(options);

  const router = Router();
  router.get('/', home.landing);
  router.get('/offline/:language', showOffline);
  router.get('/call-parts', showCallParts);
  router.post('/theme', saveTheme(options));
  router.get('/register', auth.showRegister);
  router.post('/register', auth.register);
  router.get('/login', auth.showLogin);
  router.post('/login', auth.logIn);
  router.post('/login/passkey/options', passkeyLogin.sendOptions);
  router.post('/login/passkey', passkeyLogin.logIn);
  router.get('/login/second-factor', secondFactor.show);
  router.post('/login/second-factor/options', secondFactor.sendOptions);
  router.post('/login/second-factor', secondFactor.check);
  router.post('/logout', requireUser, auth.logOut);
  router.get('/home', requireUser, home.show);
  router.post('/join', home.join);
  router.post('/meetings', requireUser, home.create);
  router.get('/room/:code', room.requireVisitor, room.show);
  router.get('/meetings/:code', requireUser, meeting.show);
  router.post('/meetings/:code', requireUser, meeting.change);
  router.post('/meetings/:code/call', requireUser, meeting.useTool);
  router.post('/meetings/:code/delete', requireUser, meeting.remove);
  router.get('/random', random.requireOn, requireUser, random.show);
  router.get('/history', requireUser, history.show);
  router.get('/people', requireUser, people.show);
  router.post('/people', requireUser, people.change);
  router.get('/people/:username', requireUser, people.showPerson);
  router.post('/people/:username', requireUser, people.changePerson);
  router.post('/calls', requireUser, people.call);
  router.get('/account', requireUser, account.show);
  router.post('/account', requireUser, account.change);
  router.post('/account/password', requireUser, account.changePassword);
  router.post('/account/passkeys/options', requireUser, passkeys.sendOptions);
  router.post('/account/passkeys', requireUser, passkeys.add);
  router.post('/account/second-factor', requireUser, passkeys.chooseSecondFactor);
  router.get('/account/confirm/:action', requireUser, confirm.show);
  router.post('/account/confirm/:action/options', requireUser, confirm.sendOptions);
  router.post('/account/confirm/:action', requireUser, confirm.confirm);
  router.post('/account/notifications', requireUser, notifications.turnOn);
  router.post('/account/notifications/remove', requireUser, notifications.remove);
  router.post('/account/sessions', requireUser, account.endSession);
  router.post('/account/tokens', requireUser, tokens.create);
  router.post('/account/tokens/revoke', requireUser, tokens.revoke);
  router.post('/account/export', requireUser, account.exportData);
  router.post('/account/delete', requireUser, account.remove);
  router.get('/admin', requireAdmin, admin.list);
  router.get('/admin/claim', requireUser, claim.show);
  router.post('/admin/claim', requireUser, claim.claim);
  router.get('/admin/sign-up-links', requireAdmin, signUpLinks.show);
  router.post('/admin/sign-up-links', requireAdmin, signUpLinks.create);
  router.post('/admin/sign-up-links/revoke', requireAdmin, signUpLinks.revoke);
  router.get('/admin/reports', requireAdmin, reports.list);
  router.post('/admin/reports/:id', requireAdmin, reports.decide);
  router.get('/admin/accounts/:id/:action', requireAdmin, admin.ask);
  router.post('/admin/accounts/:id/:action', requireAdmin, admin.act);
  return router;
}
