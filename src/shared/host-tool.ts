/** The requests that only hosts and co-hosts may send. */
export type HostTool =
  | 'admit'
  | 'deny'
  | 'mute'
  | 'ask-to-unmute'
  | 'stop-share'
  | 'lower-hand'
  | 'remove'
  | 'lock'
  | 'co-host'
  | 'hand-over'
  | 'end-call';
