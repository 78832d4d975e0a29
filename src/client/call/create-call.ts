import type { RoomPageConfig } from '../../shared/protocol.js';
import { Call } from './call.js';
import { randomKey } from './call-chat.js';
import { LocalMedia } from '../devices/local-media.js';
import { Mesh } from '../mesh/mesh.js';
import { createCertificate, Peer } from '../mesh/peer.js';
import type { Preferences } from '../devices/preferences.js';
import { Signalling } from './signalling.js';

/** Builds the call with the real mesh, socket and devices of this browser. */
export async function createCall(
  { code, name, maxParticipants, hasIceServers }: RoomPageConfig,
  { mic, camera }: Pick<Preferences, 'mic' | 'camera'>,
): Promise<Call> {
  const certificate = await createCertificate();
  const onError = (error: unknown) => {
    // The only message of this page on the console.
    console.error('Parley: unexpected error in the call', error);
  };
  return new Call({
    code,
    name,
    maxParticipants,
    hasIceServers,
    tabId: randomKey(),
    createMedia: (events) => new LocalMedia({ mic, camera, ...events }),
    createEngine: (events) =>
      new Mesh({
        ...events,
        certificate,
        createPeer: (options) => new Peer(options),
        createConnectionId: randomKey,
      }),
    createSignalling: (events) => new Signalling(events),
    onError,
  });
}
