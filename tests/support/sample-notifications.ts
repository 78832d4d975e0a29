import type { NotificationSection } from '../../src/views/notification-section.js';

/** With this device and another one. `text` is all that the browser has told. */
export function notificationSection(text: string): NotificationSection {
  const createdAt = new Date('2026-03-05T14:07:00Z');
  const device = { id: 'd1', browser: text, system: text, createdAt, isThisDevice: true };
  return {
    serverKey: text,
    devices: [device, { ...device, id: 'd2', system: null, isThisDevice: false }],
    notice: 'turnedOn',
    isRefused: false,
  };
}
