import type { RoomPageConfig } from '../../shared/room-page-config.js';
import { Call } from './call.js';
import { randomKey } from './call-chat.js';
import { createMeshFactory } from './create-mesh.js';
import { logError } from '../lib/log-error.js';
import { LocalMedia, type LocalMediaOptions } from '../devices/local-media.js';
import { encoderLink } from '../mesh/shared-encoder/encoder-link.js';
import { Signalling } from './signalling.js';

/** Builds the call with the real mesh, socket and devices of this browser. */
export async function createCall(
  { code, userId, encodeOnce }: RoomPageConfig,
  { mic, camera, requested }: Pick<LocalMediaOptions, 'mic' | 'camera' | 'requested'>,
): Promise<Call> {
  encoderLink.isOff = encodeOnce === 'off';
  const createEngine = await createMeshFactory((sender) => {
    encoderLink.add(sender);
  });
  const call = new Call({
    code,
    userId,
    tabId: randomKey(),
    createMedia: (events) => new LocalMedia({ mic, camera, requested, ...events }),
    createEngine,
    createSignalling: (events) => new Signalling(events),
    onError: logError,
  });
  encoderLink.onFailure = () => {
    call.engine.reconnect();
  };
  return call;
}
