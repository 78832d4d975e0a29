/** What Parley sends to a browser in the background, as JSON. The texts are in the language of the person. */
export interface PushPayload {
  readonly kind: 'incoming-call' | 'missed-call' | 'knock';
  readonly title: string;
  readonly body: string;
  /** BCP 47 */
  readonly lang: string;
  readonly tag: string;
  /** The page to open. Begins with a slash. */
  readonly path: string;
  /** The time, in ms since 1970, from which on the person sees `late` instead. Null if the news does not age. */
  readonly expiresAt: number | null;
  readonly late: { readonly title: string; readonly body: string } | null;
}
