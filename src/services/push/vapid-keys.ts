import { VapidKeyModel } from '../../models/vapid-key.js';
import { isDuplicateKey } from '../database-errors.js';
import { generateVapidKeys } from './web-push.js';
import type { VapidKeys } from './web-push.js';

export interface VapidKeysOptions {
  /** The same on all servers with the same secret. */
  readonly keyId: string;
  seal(text: string): string;
  /** Returns null for a text that it cannot read. */
  open(sealed: string): string | null;
  /** ms since the epoch */
  readonly now: () => number;
}

/**
 * Reads the keys from the database. If there are none, makes them and stores them. All servers that share the database and
 * the secret use the same keys, also those that start at the same time.
 */
export async function loadOrCreateVapidKeys(options: VapidKeysOptions): Promise<VapidKeys> {
  const { keyId, seal, now } = options;
  const known = await read(options);
  if (known) return known;
  const made = await generateVapidKeys();
  try {
    await VapidKeyModel.create({
      keyId,
      publicKey: made.publicKey,
      sealedPrivateKey: seal(made.privateKey),
      createdAt: new Date(now()),
    });
    return made;
  } catch (error) {
    const other = isDuplicateKey(error) ? await read(options) : null;
    if (!other) throw error;
    return other;
  }
}

async function read({ keyId, open }: VapidKeysOptions): Promise<VapidKeys | null> {
  const record = await VapidKeyModel.findOne({ keyId }).lean();
  if (!record) return null;
  const privateKey = open(record.sealedPrivateKey);
  if (privateKey === null) {
    // Subscriptions made for these keys are of no use any more; the people turn notifications on again.
    await VapidKeyModel.deleteOne({ keyId });
    return null;
  }
  return { publicKey: record.publicKey, privateKey };
}
