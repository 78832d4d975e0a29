/** News for a person who may have no page of Parley open. */
export interface AwayNotice {
  readonly kind: 'incoming-call' | 'missed-call' | 'knock';
  /** The name of the person who calls, has called, or waits to be let in. */
  readonly fromName: string;
  /** The page that the notice opens, for example `/people/ada`. Begins with a slash. */
  readonly path: string;
  /** A later notice with the same tag replaces the earlier one on the device. */
  readonly tag: string;
}

/** Sends the news to the devices on which the user has allowed it. Returns at once and never throws. */
export type SendAwayNotice = (userId: string, notice: AwayNotice) => void;
