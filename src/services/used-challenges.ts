import { UsedChallengeModel } from '../models/used-challenge.js';
import { isDuplicateKey } from './database-errors.js';

export interface UsedChallenges {
  /** Resolves to whether nobody has used this challenge before. Remembers it until `expiresAt`, when it is invalid anyway. */
  use(challenge: string, expiresAt: Date): Promise<boolean>;
}

export function createUsedChallenges(): UsedChallenges {
  return {
    async use(challenge, expiresAt) {
      try {
        await UsedChallengeModel.create({ challenge, expiresAt });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
