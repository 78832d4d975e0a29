import type { Request } from 'express';
import { currentUser } from '../middleware/require-user.js';
import { isStoredSession } from '../middleware/session.js';
import type { PushSubscriptions } from '../services/push/push-subscriptions.js';
import type { NotificationNotice, NotificationSection } from '../views/notification-section.js';

/** What the pages need for notices in the background. */
export interface PushAccess {
  readonly subscriptions: PushSubscriptions;
  /** The public VAPID key. */
  readonly publicKey: string;
}

/** The queries of /account after a form of the section, so that a reload sends nothing again. */
const NOTICES: Record<NotificationNotice, string> = {
  turnedOn: 'notifications-on',
  removed: 'notifications-off',
};
const REFUSED = 'notifications-refused';

/** The address of the section that says what has been done or refused. */
export function notificationsPath(outcome: NotificationNotice | 'refused'): string {
  return `/account?${outcome === 'refused' ? REFUSED : NOTICES[outcome]}#notifications`;
}

/** Reads the section _Notifications_ of the account page. */
export async function notificationSection(
  req: Request,
  { subscriptions, publicKey }: PushAccess,
): Promise<NotificationSection> {
  const devices = await subscriptions.list(currentUser(req).id);
  const keys = Object.keys(NOTICES) as NotificationNotice[];
  return {
    serverKey: publicKey,
    devices: devices.map(({ session, ...device }) => ({
      ...device,
      isThisDevice: isStoredSession(session, req.sessionID),
    })),
    notice: keys.find((key) => req.query[NOTICES[key]] !== undefined) ?? null,
    isRefused: req.query[REFUSED] !== undefined,
  };
}
