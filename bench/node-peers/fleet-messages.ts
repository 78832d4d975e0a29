/** What the benchmark tells the process of the Node peers. */
export type FleetRequest =
  | {
      type: 'join';
      origin: string;
      code: string;
      /** The number of Node peers. The first `talking` of them talk. */
      people: number;
      talking: number;
      /** The number of pages in the call, which are there already. */
      pages: number;
    }
  | { type: 'cpu' }
  | { type: 'leave' };

/** What that process answers. */
export type FleetReport =
  /** Each Node peer has a connection to each page. */
  | { type: 'connected' }
  | { type: 'failed'; reason: string }
  /** The processor time that the process has used so far. */
  | { type: 'cpu'; ms: number };
