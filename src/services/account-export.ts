import { MeetingModel } from '../models/meeting.js';
import { MessageModel } from '../models/message.js';
import { PasskeyModel } from '../models/passkey.js';
import { PushSubscriptionModel } from '../models/push-subscription.js';
import { UserModel } from '../models/user.js';
import { readHistory } from './call-history.js';
import { exportBlocks, exportFavourites, exportRings } from './people-export.js';

/** It reads so many records at a time, which bounds the memory that an export takes. */
const BATCH = 200;

/**
 * Yields the parts of one JSON text with everything that Parley stores about a user: `profile`, `passkeys` (without keys),
 * `notifications` (the devices, without addresses and keys), `history`, `meetings` (those that the user hosts), `messages`
 * (those that the user wrote), `calledPeople` (calls of and to the user), `favourites` and `blocked`. Times are ISO 8601 in
 * UTC, durations are in ms.
 */
export async function* exportAccount(userId: string): AsyncGenerator<string> {
  const {
    name,
    username,
    createdAt,
    secondFactor = false,
    settings,
    isAdmin = false,
    doNotDisturb = false,
  } = await UserModel.findById(userId).lean().orFail();
  const profile = {
    name,
    username,
    createdAt,
    language: settings?.language ?? null,
    secondFactor,
    isAdmin,
    doNotDisturb,
  };
  yield `{\n"profile": ${JSON.stringify(profile)}`;
  yield* listOf('passkeys', passkeys(userId));
  yield* listOf('notifications', notifications(userId));
  yield* listOf('history', history(userId));
  yield* listOf('meetings', hostedMeetings(userId));
  yield* listOf('messages', messages(userId));
  yield* listOf('calledPeople', exportRings(userId));
  yield* listOf('favourites', exportFavourites(userId));
  yield* listOf('blocked', exportBlocks(userId));
  yield '\n}\n';
}

async function* listOf(key: string, items: AsyncGenerator<object>): AsyncGenerator<string> {
  yield `,\n${JSON.stringify(key)}: [`;
  let separator = '\n';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',\n';
  }
  yield ']';
}

async function* passkeys(userId: string): AsyncGenerator<object> {
  const found = await PasskeyModel.find({ user: userId }).sort({ createdAt: 1 }).lean();
  for (const { name, createdAt, lastUsedAt } of found) yield { name, createdAt, lastUsedAt };
}

async function* notifications(userId: string): AsyncGenerator<object> {
  const found = await PushSubscriptionModel.find({ user: userId }).sort({ createdAt: 1 }).lean();
  for (const { browser, system, language, createdAt } of found)
    yield { browser, system, language, createdAt };
}

async function* history(userId: string): AsyncGenerator<object> {
  for (let before: Date | undefined; ;) {
    const entries = await readHistory(userId, { limit: BATCH, ...(before && { before }) });
    yield* entries;
    before = entries.at(-1)?.joinedAt;
    if (entries.length < BATCH) return;
  }
}

async function* hostedMeetings(userId: string): AsyncGenerator<object> {
  for (let before = new Date(8.64e15); ;) {
    const meetings = await MeetingModel.find({ host: userId, createdAt: { $lt: before } })
      .sort({ createdAt: -1 })
      .limit(BATCH)
      .lean();
    for (const { code, title, createdAt } of meetings) yield { code, title, createdAt };
    before = meetings.at(-1)?.createdAt ?? before;
    if (meetings.length < BATCH) return;
  }
}

async function* messages(userId: string): AsyncGenerator<object> {
  for (let after: unknown = null; ;) {
    const found = await MessageModel.find({ user: userId, ...(after !== null && { _id: { $gt: after } }) })
      .sort({ _id: 1 })
      .limit(BATCH)
      .lean();
    for (const { call, text, sentAt } of found) yield { callId: String(call), text, sentAt };
    after = found.at(-1)?._id ?? null;
    if (found.length < BATCH) return;
  }
}
