import type { Config } from './config.js';
import { meetingPath } from './controllers/room-path.js';
import { outline } from './logging/log.js';
import type { Log } from './logging/log.js';
import type { Sessions } from './middleware/session.js';
import type { SessionEnds } from './middleware/user-sessions.js';
import { KeyedRateLimit } from './security/rate-limit.js';
import { createSeal } from './security/seal.js';
import { deriveKey } from './security/secrets.js';
import type { Accounts } from './services/accounts.js';
import { createBlocks } from './services/blocks.js';
import type { Meetings } from './services/meetings.js';
import { createKnockNotices } from './services/push/knock-notices.js';
import { createPushNotices } from './services/push/push-notices.js';
import {
  createPushSubscriptions,
  forgetPushOfSessions,
  forgetPushOfUser,
} from './services/push/push-subscriptions.js';
import { createPushTransport } from './services/push/push-transport.js';
import type { PushTransport } from './services/push/push-transport.js';
import { loadOrCreateVapidKeys } from './services/push/vapid-keys.js';

export interface PushPartsOptions {
  readonly config: Pick<Config, 'publicUrl' | 'vapidSubject'>;
  readonly secret: string;
  readonly sessions: Pick<Sessions, 'list'>;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly meetings: Pick<Meetings, 'find'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** Sends the requests. Tests bring their own, because a push service must have a public address. */
  readonly transport?: PushTransport | undefined;
  /** ms since the epoch */
  readonly now: () => number;
}

/** A host hears of one person per meeting and minute, and of ten people at once. */
const KNOCKS_PER_MEETING = { capacity: 1, refillPerSecond: 1 / 60 };
const KNOCKS_PER_HOST = { capacity: 10, refillPerSecond: 1 / 60 };

/** The push services want some address. This one says that the operator has given none (RFC 6761, section 6.4). */
const NO_CONTACT = 'mailto:operator@parley.invalid';

/** Ends the notifications of a device together with its session. */
export const pushSessionEnds: SessionEnds = { ended: forgetPushOfSessions, allEnded: forgetPushOfUser };

/** Everything that notices in the background need. Makes the VAPID keys at the first start. */
export async function createPushParts(options: PushPartsOptions) {
  const { config, secret, sessions, accounts, meetings, log, now } = options;
  const { publicUrl, vapidSubject } = config;
  const { seal, open } = createSeal(deriveKey(secret, 'vapid private key'));
  const keys = await loadOrCreateVapidKeys({ keyId: deriveKey(secret, 'vapid key id'), seal, open, now });
  const subscriptions = createPushSubscriptions({
    serverKey: keys.publicKey,
    openSessions: async (userId) => (await sessions.list(userId)).map(({ id }) => id),
    now,
  });
  const notices = createPushNotices({
    subscriptions,
    keys,
    contact: vapidSubject ?? (publicUrl?.startsWith('https:') ? publicUrl : NO_CONTACT),
    transport: options.transport ?? createPushTransport(),
    languageOf: async (userId) => (await accounts.find(userId))?.language ?? null,
    onFailure(line) {
      log.info(line);
    },
    now,
  });
  const ofMeetings = new KeyedRateLimit(KNOCKS_PER_MEETING);
  const ofHosts = new KeyedRateLimit(KNOCKS_PER_HOST);
  const knock = createKnockNotices({
    meetings,
    blocks: createBlocks(),
    send: notices.send,
    pathOf: meetingPath,
    mayTell: (meetingId, hostId, at) => ofMeetings.take(meetingId, at) && ofHosts.take(hostId, at),
  });
  return {
    push: { subscriptions, publicKey: keys.publicKey },
    sendAwayNotice: notices.send,
    onKnock(code: string, { id, name, username }: { id: string; name: string; username: string | null }) {
      knock({ code, name, userId: id, isGuest: username === null, at: now() }).catch((error: unknown) => {
        log.error(`could not tell the host about a person who waits ${outline(error)}`);
      });
    },
    pushSettled: () => notices.settled(),
  };
}
