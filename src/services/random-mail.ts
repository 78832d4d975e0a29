import { RandomMailModel } from '../models/random-mail.js';

/** A message for a page that is connected to another server. */
export interface Letter<News> {
  readonly userId: string;
  readonly pairId: string;
  readonly news: News;
}

/** Messages between servers, through the database that they share. */
export interface RandomMail<News> {
  post(server: string, letter: Letter<News>): Promise<void>;
  /** Takes the messages for this server out of the database. Those of one sender are in order. */
  collect(server: string): Promise<Letter<News>[]>;
}

/** A server that has not collected a message by then has stopped. */
const KEPT_MS = 60_000;
const BATCH = 200;

export function createRandomMail<News>(now: () => number = Date.now): RandomMail<News> {
  return {
    async post(server, { userId, pairId, news }) {
      await RandomMailModel.create({
        server,
        user: userId,
        pair: pairId,
        news: JSON.stringify(news),
        expiresAt: new Date(now() + KEPT_MS),
      });
    },

    async collect(server) {
      // The ids that one process makes grow, so they give the order of its messages.
      const letters = await RandomMailModel.find({ server }).sort({ _id: 1 }).limit(BATCH).lean();
      if (letters.length > 0)
        await RandomMailModel.deleteMany({ _id: { $in: letters.map(({ _id }) => _id) } });
      return letters.map(({ user, pair, news }) => ({
        userId: String(user),
        pairId: pair,
        news: JSON.parse(news) as News, // written by `post`
      }));
    },
  };
}
