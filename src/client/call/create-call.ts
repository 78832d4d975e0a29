import type { RoomPageConfig } from '../../shared/room-page-config.js';
import { Call } from './call.js';
import { randomKey } from './call-chat.js';
import { logError } from '../lib/log-error.js';
import { LocalMedia } from '../devices/local-media.js';
import { Mesh } from '../mesh/mesh.js';
import { createCertificate, Peer } from '../mesh/peer.js';
import { encoderLink } from '../mesh/shared-encoder/encoder-link.js';
import type { Preferences } from '../devices/preferences.js';
import { Signalling } from './signalling.js';

/** Builds the call with the real mesh, socket and devices of this browser. */
export async function createCall(
  { code, userId, hasIceServers, encodeOnce }: RoomPageConfig,
  { mic, camera }: Pick<Preferences, 'mic' | 'camera'>,
): Promise<Call> {
  const certificate = await createCertificate();
  encoderLink.isOff = encodeOnce === 'off';
  const call = new Call({
    code,
    userId,
    hasIceServers,
    tabId: randomKey(),
    createMedia: (events) => new LocalMedia({ mic, camera, ...events }),
    createEngine: (events) =>
      new Mesh({
        ...events,
        certificate,
        createPeer: (options) =>
          new Peer({
            ...options,
            startsSmall: true,
            onCameraSender: (sender) => {
              encoderLink.add(sender);
            },
          }),
        createConnectionId: randomKey,
      }),
    createSignalling: (events) => new Signalling(events),
    onError: logError,
  });
  encoderLink.onFailure = () => {
    call.engine.reconnect();
  };
  return call;
}
