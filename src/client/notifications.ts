// The account page: turns notifications on and off on this device.
import { find } from './lib/dom.js';
import { logError } from './lib/log-error.js';
import { NotificationSwitch } from './page/notification-switch.js';

const section = find(document, '[data-notifications]', HTMLElement);
new NotificationSwitch(section).start().catch(logError);
