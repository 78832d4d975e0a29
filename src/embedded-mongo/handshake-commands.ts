import type { Command } from './commands.js';
import { MAX_DOCUMENT_BYTES } from './documents.js';
import { MAX_MESSAGE_BYTES } from './wire.js';

/** What drivers send when they connect, watch and disconnect. */
export function handshakeCommands(): Record<string, Command> {
  const hello: Command = {
    fields: ['helloOk', 'client', 'compression', 'backpressure'],
    // A standalone server: no `setName`, so drivers do not retry writes; no `topologyVersion`, so they poll instead
    // of holding a stream of hellos open; not newer than 21 (7.0), beyond which they send commands we do not have.
    run: (_command, { connectionId }) => ({
      helloOk: true,
      isWritablePrimary: true,
      ismaster: true,
      maxBsonObjectSize: MAX_DOCUMENT_BYTES,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      maxWriteBatchSize: 100_000,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: 30,
      connectionId,
      minWireVersion: 0,
      maxWireVersion: 21,
      readOnly: false,
    }),
  };
  return {
    hello,
    ismaster: hello,
    ping: { fields: [], run: () => ({}) },
    endSessions: { fields: [], run: () => ({}) },
  };
}
