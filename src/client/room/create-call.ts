import type { RoomPageConfig } from '../../shared/protocol.js';
import { Call } from './call.js';
import { randomKey } from './call-chat.js';
import { LocalMedia } from './local-media.js';
import { Mesh } from './mesh.js';
import { createCertificate, Peer } from './peer.js';
import type { Preferences } from './preferences.js';
import { Signalling } from './signalling.js';

/** Puts the real parts together: mesh, socket and devices of this browser. */
export async function createCall(
  { code, name, maxParticipants, hasIceServers }: RoomPageConfig,
  { microphone, camera }: Pick<Preferences, 'microphone' | 'camera'>,
): Promise<Call> {
  const certificate = await createCertificate();
  const onError = (error: unknown) => {
    // The one place where the page speaks to whoever opens the console.
    console.error('Parley: something went wrong in the call', error);
  };
  return new Call({
    code,
    name,
    maxParticipants,
    hasIceServers,
    tabId: randomKey(),
    createMedia: (events) => new LocalMedia({ microphone, camera, ...events }),
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
