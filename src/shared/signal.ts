// What two pages tell each other to connect, and the servers that help them.

/**
 * A step of the negotiation between two pages. The server relays it without reading it. The page that sends a first
 * offer chooses the `connectionId`. So the other page knows when a new connection replaces the old one, and can drop
 * late signals of the old one.
 */
export type Signal =
  | {
      kind: 'description';
      connectionId: string;
      /** Each page numbers its offers in a connection. An answer has the number of the offer that it answers. */
      offerId: number;
      /** True for an offer of a connection that has had no answer yet. Only such an offer may start a connection. */
      isFirst: boolean;
      description: { type: 'offer' | 'answer'; sdp: string };
    }
  | { kind: 'candidate'; connectionId: string; candidate: IceCandidate }
  /** The page that does not send first offers asks for a new connection because this one cannot be repaired. */
  | { kind: 'renew'; connectionId: string };

export interface IceCandidate {
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment: string | null;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}
