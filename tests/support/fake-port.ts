import type { ChannelPort } from '../../src/client/mesh/channel.js';

/** Replaces an `RTCDataChannel`, and records what the page sends. */
export interface FakePort extends ChannelPort {
  bufferedAmount: number;
  sent: string[];
  open(): void;
  /** The browser reports data from the other end. */
  arrive(data: unknown): void;
  drop(): void;
}

export function fakePort(): FakePort {
  const state = { readyState: 'connecting' as RTCDataChannelState };
  const port: FakePort = {
    get readyState() {
      return state.readyState;
    },
    bufferedAmount: 0,
    sent: [],
    onopen: null,
    onmessage: null,
    onclose: null,
    send(data: unknown) {
      if (state.readyState !== 'open') throw new Error('InvalidStateError'); // as a browser does
      port.sent.push(String(data));
    },
    open() {
      state.readyState = 'open';
      port.onopen?.call({} as RTCDataChannel, {} as Event);
    },
    arrive(data) {
      port.onmessage?.call({} as RTCDataChannel, { data } as MessageEvent);
    },
    drop() {
      state.readyState = 'closed';
      port.onclose?.call({} as RTCDataChannel, {} as Event);
    },
  };
  return port;
}

/** A port whose two ends have greeted each other. */
export function openPort(attach: (port: FakePort) => void): FakePort {
  const port = fakePort();
  attach(port);
  port.open();
  port.arrive('{"type":"hello"}');
  return port;
}

/** The frames that the page has sent, without its greeting. */
export function framesOf({ sent }: FakePort): unknown[] {
  return sent.map((each) => JSON.parse(each) as { type: string }).filter(({ type }) => type !== 'hello');
}
