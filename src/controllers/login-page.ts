import type { Response } from 'express';
import type { PasskeySite } from '../views/passkey-pages.js';
import { renderPage } from '../views/pages.js';
import { createInvitedTo } from './invited-to.js';
import type { InvitedToOptions } from './invited-to.js';

export type LoginPageOptions = InvitedToOptions;

export interface LoginPageState {
  readonly site: PasskeySite;
  readonly next: string | null;
  readonly username?: string;
  /** What is wrong with the username or the password. */
  readonly error?: string;
  readonly passkeyProblem?: string;
}

/** Returns a function that shows the login page, with the meeting to which the person is invited. */
export function createLoginPage(options: LoginPageOptions) {
  const invitedTo = createInvitedTo(options);
  return async function renderLogin(res: Response, state: LoginPageState): Promise<void> {
    const { site, next, username = '', error = null, passkeyProblem = null } = state;
    renderPage(res, 'login', {
      values: { username },
      error,
      passkeySite: site,
      passkeyProblem,
      next,
      invitedTo: await invitedTo(next),
    });
  };
}
