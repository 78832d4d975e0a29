import { createHash, randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { openDatabase } from '../../src/database.js';
import { ApiTokenModel } from '../../src/models/api-token.js';
import { UserModel } from '../../src/models/user.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Writes accounts into an empty data directory and returns one API token for each. Registering thousands of people would
 * measure bcrypt.
 */
export async function prepareAccounts(dataDir: string, count: number): Promise<string[]> {
  const database = await openDatabase({ dataDir });
  const now = new Date();
  const tokens = Array.from({ length: count }, () => `parley_${randomBytes(32).toString('base64url')}`);
  const ids = tokens.map(() => new Types.ObjectId());
  await UserModel.insertMany(
    ids.map((_id, index) => ({
      _id,
      name: `Person ${String(index)}`,
      username: `person${String(index)}`,
      passwordHash: 'nobody logs in with it',
      createdAt: now,
    })),
  );
  await ApiTokenModel.insertMany(
    tokens.map((token, index) => ({
      user: ids[index],
      hash: createHash('sha256').update(token).digest('base64url'),
      name: 'bench',
      scopes: ['read', 'write'],
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + DAY_MS),
    })),
  );
  await database.close();
  return tokens;
}
