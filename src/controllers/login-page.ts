import type { Response } from 'express';
import type { PasskeySite } from '../views/passkey-pages.js';
import { renderPage } from '../views/pages.js';

export interface LoginPageState {
  readonly site: PasskeySite;
  readonly next: string | null;
  readonly username?: string;
  /** What is wrong with the username or the password. */
  readonly error?: string;
  readonly passkeyProblem?: string;
}

export function renderLogin(res: Response, state: LoginPageState): void {
  const { site, next, username = '', error = null, passkeyProblem = null } = state;
  renderPage(res, 'login', { values: { username }, error, passkeySite: site, passkeyProblem, next });
}
