import type { PersonCard } from '../shared/ring-protocol.js';

export interface PeoplePage {
  /** The field for a username: the typed value, and what is wrong with it. */
  readonly search: { readonly value: string; readonly error: string | null };
  readonly favourites: readonly PersonCard[];
  readonly recent: readonly PersonCard[];
  readonly blocked: readonly PersonCard[];
  readonly isUndisturbed: boolean;
  /** The address of the user's own page, which others open to call the user. */
  readonly ownPath: string;
}

export interface PersonPage {
  readonly person: PersonCard;
  readonly isSelf: boolean;
  readonly isFavourite: boolean;
  /** Whether the user has blocked the person. Never tells whether the person has blocked the user. */
  readonly isBlocked: boolean;
  /** A meeting of the two whose link the user can send. */
  readonly link: { readonly url: string; readonly roomPath: string } | null;
  /** Why the last form was refused. */
  readonly problem: string | null;
}

/** A call of or to the user that nobody answered, in the history. */
export interface CallAttempt {
  readonly kind: 'missed' | 'declined' | 'unanswered';
  readonly at: Date;
  /** Empty for a deleted account. */
  readonly name: string;
  /** Null for a deleted account. */
  readonly path: string | null;
}

/** The calls that the user has missed since the last look at the history. */
export interface MissedCalls {
  readonly count: number;
  /** The name of the last caller. Empty for a deleted account. */
  readonly lastName: string;
}
