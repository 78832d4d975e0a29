import { Router } from 'express';
import { accountController } from '../controllers/account-controller.js';
import type { AccountOptions } from '../controllers/account-controller.js';
import { authController } from '../controllers/auth-controller.js';
import type { AuthOptions } from '../controllers/auth-controller.js';
import { confirmController } from '../controllers/confirm-controller.js';
import type { ConfirmOptions } from '../controllers/confirm-controller.js';
import { historyController } from '../controllers/history-controller.js';
import { homeController } from '../controllers/home-controller.js';
import type { HomeOptions } from '../controllers/home-controller.js';
import { passkeyLoginController } from '../controllers/passkey-login-controller.js';
import type { PasskeyLoginOptions } from '../controllers/passkey-login-controller.js';
import { passkeysController } from '../controllers/passkeys-controller.js';
import type { PasskeysOptions } from '../controllers/passkeys-controller.js';
import { roomController } from '../controllers/room-controller.js';
import type { RoomOptions } from '../controllers/room-controller.js';
import { secondFactorController } from '../controllers/second-factor-controller.js';
import type { SecondFactorOptions } from '../controllers/second-factor-controller.js';
import { requireUser } from '../middleware/require-user.js';
import type { Calls } from '../services/calls.js';

/** What logins and the section _Passkeys_ of the account page need. */
interface FactorOptions extends PasskeyLoginOptions, SecondFactorOptions, PasskeysOptions, ConfirmOptions {}

export interface RoutesOptions extends AccountOptions, AuthOptions, FactorOptions, HomeOptions, RoomOptions {
  readonly calls: Calls;
}

/** Every address, its guard and its handler. */
export function routes(options: RoutesOptions): Router {
  const auth = authController(options);
  const home = homeController(options);
  const room = roomController(options);
  const history = historyController(options.calls);
  const account = accountController(options);
  const passkeyLogin = passkeyLoginController(options);
  const secondFactor = secondFactorController(options);
  const passkeys = passkeysController(options);
  const confirm = confirmController(options);

  const router = Router();
  router.get('/', home.landing);
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
  router.get('/room/:code', requireUser, room.show);
  router.get('/history', requireUser, history.show);
  router.get('/account', requireUser, account.show);
  router.post('/account', requireUser, account.change);
  router.post('/account/password', requireUser, account.changePassword);
  router.post('/account/passkeys/options', requireUser, passkeys.sendOptions);
  router.post('/account/passkeys', requireUser, passkeys.add);
  router.post('/account/second-factor', requireUser, passkeys.chooseSecondFactor);
  router.get('/account/confirm/:action', requireUser, confirm.show);
  router.post('/account/confirm/:action/options', requireUser, confirm.sendOptions);
  router.post('/account/confirm/:action', requireUser, confirm.confirm);
  router.post('/account/sessions', requireUser, account.endSession);
  router.post('/account/export', requireUser, account.exportData);
  router.post('/account/delete', requireUser, account.remove);
  return router;
}
