import type { Connection } from './connections.js';

/** A message that waits for longer than the network needs is on its way to a client that does not read. */
const SEND_BUFFER_BYTES_MAX = 1_000_000;

/** The part of a packet and of a transport that is read here. Engine.IO declares both as `any` or as private. */
interface Packet {
  readonly type: string;
  readonly data?: string | Buffer;
}
interface Transport {
  readonly writable: boolean;
  /** The socket of `ws`; long polling has none. */
  readonly socket?: { readonly bufferedAmount: number; terminate(): void };
}

/**
 * Closes the connection, and calls `onClose`, when a message is added to more than `SEND_BUFFER_BYTES_MAX` bytes that
 * the client has not read. A single message may be longer. Engine.IO itself keeps any number of unread messages.
 */
export function limitSendBuffer(connection: Connection, onClose: () => void): void {
  let queued = 0;
  let isClosing = false;
  const transport = () => connection.transport as unknown as Transport;

  // Engine.IO keeps packets in `writeBuffer` until the transport can write, then empties it with a `flush`.
  connection.on('flush', () => {
    queued = 0;
  });
  connection.on('packetCreate', ({ type, data = '' }: Packet) => {
    const { writable, socket } = transport();
    const unread = queued + (socket?.bufferedAmount ?? 0);
    queued += Buffer.byteLength(data);
    if (isClosing || writable || type !== 'message' || unread <= SEND_BUFFER_BYTES_MAX) return;
    isClosing = true;
    // Not at once: the end of this connection sends a roster to others, who first get the event that is being sent now.
    queueMicrotask(close);
  });

  function close(): void {
    const { socket } = transport();
    // `close()` alone would wait for the client, which does not read.
    connection.close(true);
    socket?.terminate();
    onClose();
  }
}
