import type { Messages } from '../messages/messages.js';
import type { PushDevice } from '../services/push/push-subscriptions.js';

/** What has just been done. Also the key of its text. */
export type NotificationNotice = Extract<keyof Messages['notifications'], 'turnedOn' | 'removed'>;

/** The section _Notifications_ of the account page. */
export interface NotificationSection {
  /** The public key with which a browser subscribes. */
  readonly serverKey: string;
  readonly devices: readonly (Omit<PushDevice, 'session'> & { readonly isThisDevice: boolean })[];
  readonly notice: NotificationNotice | null;
  /** Whether the server has just refused a subscription. */
  readonly isRefused: boolean;
}
