import type { Connection } from './connections.js';

/** `flush` of engine.io 6.6 is private there: it hands all waiting packets to the transport, if that can write. */
interface Flushing {
  flush(): void;
}

/**
 * Sends the packets of one moment together. Engine.IO would write each of them to the network by itself, and a change of a
 * room sends two to each participant: the roster, and the news. A write costs more than the packet in it.
 */
export function flushTogether(connection: Connection): void {
  const flushing = connection as unknown as Flushing;
  const flush = flushing.flush.bind(connection);
  const { socket } = connection.request;
  let isPlanned = false;

  function flushAll(): void {
    isPlanned = false;
    // The transport writes a frame for each packet, and a corked socket sends them in one go.
    socket.cork();
    flush();
    socket.uncork();
  }

  flushing.flush = () => {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(flushAll);
  };
}
