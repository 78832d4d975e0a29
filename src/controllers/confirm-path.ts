import type { ConfirmedAction } from '../views/passkey-pages.js';

/** The page on which a person confirms the action with the password or a passkey. */
export function confirmPath(action: ConfirmedAction): string {
  return `/account/confirm/${action}`;
}
