/** Configuration of the meeting page's script, in the attribute `data-config` of `#room`. */
export interface RoomPageConfig {
  code: string;
  /** The id of the user or guest. */
  userId: string;
  /** The name that others see. Empty for a guest, who types it before joining. */
  name: string;
  isGuest: boolean;
  maxParticipants: number;
  /** Missing if the page may encode its camera once for several others: most pages carry no byte for it. */
  encodeOnce?: 'off';
}
