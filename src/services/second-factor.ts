import { PasskeyModel } from '../models/passkey.js';
import { UserModel } from '../models/user.js';

export interface SecondFactor {
  /** Whether a login with the password also needs a passkey or a recovery code. Never without a passkey. */
  isOn(userId: string): Promise<boolean>;
  /** Resolves to false, and changes nothing, if the user has no passkey. */
  turnOn(userId: string): Promise<boolean>;
  turnOff(userId: string): Promise<void>;
}

export function createSecondFactor(): SecondFactor {
  const hasPasskey = async (userId: string) => (await PasskeyModel.exists({ user: userId })) !== null;
  const set = async (userId: string, secondFactor: boolean) => {
    await UserModel.updateOne({ _id: userId }, { $set: { secondFactor } });
  };
  return {
    async isOn(userId) {
      const user = await UserModel.findById(userId).select('secondFactor').lean();
      return user?.secondFactor === true && (await hasPasskey(userId));
    },

    async turnOn(userId) {
      if (!(await hasPasskey(userId))) return false;
      await set(userId, true);
      return true;
    },

    turnOff: (userId) => set(userId, false),
  };
}
