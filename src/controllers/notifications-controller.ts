import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { deviceOf } from '../middleware/device-of.js';
import { storedId } from '../middleware/hashed-session-store.js';
import { chooseLocale } from '../middleware/locale.js';
import { currentUser } from '../middleware/require-user.js';
import { PushSubscriptionForm } from '../services/push/subscription-schema.js';
import { DeviceForm } from './form-schemas.js';
import { notificationsPath } from './notification-section.js';
import type { PushAccess } from './notification-section.js';

export interface NotificationsOptions {
  readonly push: PushAccess;
  readonly log: Pick<Log, 'info'>;
}

/** The forms of the section _Notifications_ of the account page. */
export function notificationsController({ push: { subscriptions }, log }: NotificationsOptions) {
  return {
    /** POST /account/notifications. The page and the service worker send the subscription of this browser. */
    async turnOn(req: Request, res: Response): Promise<void> {
      const form = PushSubscriptionForm.safeParse(req.body ?? {});
      const { id } = currentUser(req);
      if (!form.success) {
        log.info(`notifications refused user=${id} address=${addressOf(req)}`);
        return res.redirect(303, notificationsPath('refused'));
      }
      await subscriptions.add({
        ...form.data,
        userId: id,
        session: storedId(req.sessionID),
        language: chooseLocale(null, req.acceptsLanguages()).language,
        ...deviceOf(req.headers['user-agent']),
      });
      log.info(`turned on notifications user=${id} address=${addressOf(req)}`);
      res.redirect(303, notificationsPath('turnedOn'));
    },

    /** POST /account/notifications/remove. Any device of the user. */
    async remove(req: Request, res: Response): Promise<void> {
      const form = DeviceForm.safeParse(req.body ?? {});
      const { id } = currentUser(req);
      // A device that is not there gets no notifications either.
      if (form.success && (await subscriptions.remove(id, form.data.device)))
        log.info(`turned off notifications user=${id} address=${addressOf(req)}`);
      res.redirect(303, notificationsPath('removed'));
    },
  };
}
