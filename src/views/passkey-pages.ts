import type { Messages } from '../messages/messages.js';
import type { Passkey } from '../services/passkeys.js';

type PasskeyText = keyof Messages['passkeys'];

/** What has just been done. Also the key of its text. */
export type PasskeyNotice = Extract<PasskeyText, 'added' | 'removed' | 'secondFactorOn' | 'secondFactorOff'>;

/** Why a passkey was not added. Also the key of its text. */
export type PasskeyProblem = Extract<
  PasskeyText,
  'addRefused' | 'addExpired' | 'alreadyAdded' | 'tooMany' | 'askNeedsPasskey'
>;

/** Where passkeys work. Null at an IP address, for which browsers make none. */
export type PasskeySite = {
  /** The host name that the address of the page must have. */
  readonly host: string;
  /** The address to open instead, if the page has another host name. Null if the operator has set none. */
  readonly address: string | null;
} | null;

/** The section _Passkeys_ of the account page. */
export interface PasskeySection {
  readonly site: PasskeySite;
  readonly list: readonly Passkey[];
  /** Whether the person may add one now. Otherwise they must confirm first that it is them. */
  readonly mayAdd: boolean;
  readonly isSecondFactorOn: boolean;
  readonly codesLeft: number;
  readonly notice: PasskeyNotice | null;
  readonly problem: PasskeyProblem | null;
}

/** The page after the right password of an account with a second factor. At most one of the problems is set. */
export interface SecondFactorPage {
  site: PasskeySite;
  passkeyProblem: string | null;
  codeProblem: string | null;
  next: string | null;
}

/** What a person must confirm with their password or a passkey. */
export type ConfirmedAction = 'add' | 'remove' | 'codes' | 'second-factor';

/** At most one of the problems is set. */
export interface ConfirmPage {
  action: ConfirmedAction;
  /** The passkey to remove, or null for other actions. */
  passkey: Passkey | null;
  isLastPasskey: boolean;
  /** Null if the person has no passkey that works at this address. */
  site: PasskeySite;
  passwordProblem: string | null;
  passkeyProblem: string | null;
}

export interface RecoveryCodesPage {
  codes: readonly string[];
  /** Whether the first passkey has just been added. */
  isFirst: boolean;
}
