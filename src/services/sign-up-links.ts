import { createHash, randomBytes } from 'node:crypto';
import { SignUpLinkModel } from '../models/sign-up-link.js';
import type { SignUpLinkRecord } from '../models/sign-up-link.js';

/** A link as administrators see it. Never contains the token. */
export interface SignUpLink {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** How many accounts it allows. */
  readonly maxUses: number;
  /** How many accounts were created with it. */
  readonly uses: number;
}

export interface NewSignUpLink extends SignUpLink {
  /** Nobody can read it again: the database holds only its hash. */
  readonly token: string;
}

export interface SignUpLinks {
  /**
   * Creates a link for at most `SIGN_UP_USES_MAX` accounts. Resolves to null, and creates nothing, if there are
   * `SIGN_UP_LINKS_MAX` valid links. `createdBy` is the id of the administrator; null for the terminal.
   */
  create(createdBy: string | null, maxUses: number): Promise<NewSignUpLink | null>;
  /** The valid links, also those that are used up; the newest first. */
  list(): Promise<SignUpLink[]>;
  /** Resolves to null for an unknown, expired, revoked or used-up link. */
  find(token: string): Promise<SignUpLink | null>;
  /**
   * Takes one use. Resolves to false if the link has none left or is not valid any more. Of several calls at the same
   * time, also on several servers, only as many succeed as there are uses.
   */
  take(id: string): Promise<boolean>;
  /** Gives a use back, because no account was created with it. */
  giveBack(id: string): Promise<void>;
  /** Resolves to false if there is no link with this id, which may be any text. */
  revoke(id: string): Promise<boolean>;
}

export const SIGN_UP_LINKS_MAX = 100;
export const SIGN_UP_LINK_DAYS = 7;

const TOKEN_BYTES = 32;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** The form of an id of the database. */
const ID = /^[0-9a-f]{24}$/;

/** @param now ms since the epoch */
export function createSignUpLinks(now: () => number): SignUpLinks {
  const unexpired = () => ({ expiresAt: { $gt: new Date(now()) } });

  /** Makes one change of `uses` that no other server can make at the same time. `next` returns null to change nothing. */
  async function changeUses(
    id: string,
    next: (link: Pick<SignUpLinkRecord, 'uses' | 'maxUses'>) => number | null,
  ): Promise<boolean> {
    for (;;) {
      const record = await SignUpLinkModel.findOne({ _id: id, ...unexpired() }).lean();
      const uses = record && next(record);
      if (record === null || uses === null) return false;
      const written = await SignUpLinkModel.updateOne({ _id: id, uses: record.uses }, { $set: { uses } });
      if (written.matchedCount === 1) return true;
    }
  }

  return {
    async create(createdBy, maxUses) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const createdAt = new Date(now());
      const record = await SignUpLinkModel.create({
        hash: hashOf(token),
        ...(createdBy !== null && { createdBy }),
        createdAt,
        expiresAt: new Date(createdAt.getTime() + SIGN_UP_LINK_DAYS * DAY_MS),
        maxUses,
        uses: 0,
      });
      // Counted afterwards, so that requests at the same time cannot exceed the limit together.
      if ((await SignUpLinkModel.countDocuments(unexpired())) > SIGN_UP_LINKS_MAX) {
        await SignUpLinkModel.deleteOne({ _id: record._id });
        return null;
      }
      return { ...toLink(record.toObject()), token };
    },

    async list() {
      const records = await SignUpLinkModel.find(unexpired())
        .sort({ createdAt: -1 })
        .limit(SIGN_UP_LINKS_MAX)
        .lean();
      return records.map(toLink);
    },

    async find(token) {
      const record = await SignUpLinkModel.findOne({ hash: hashOf(token), ...unexpired() }).lean();
      return record && record.uses < record.maxUses ? toLink(record) : null;
    },

    take: (id) => changeUses(id, ({ uses, maxUses }) => (uses < maxUses ? uses + 1 : null)),

    async giveBack(id) {
      await changeUses(id, ({ uses }) => (uses > 0 ? uses - 1 : null));
    },

    async revoke(id) {
      if (!ID.test(id)) return false;
      const { deletedCount } = await SignUpLinkModel.deleteOne({ _id: id });
      return deletedCount > 0;
    },
  };
}

/** Revokes the links of a person who is not an administrator any more. */
export async function forgetSignUpLinks(userId: string): Promise<void> {
  await SignUpLinkModel.deleteMany({ createdBy: userId });
}

function toLink({ _id, createdAt, expiresAt, maxUses, uses }: SignUpLinkRecord): SignUpLink {
  return { id: String(_id), createdAt, expiresAt, maxUses, uses };
}

/** The token has 256 random bits, so its hash needs neither a salt nor many rounds. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
