import { Mesh } from '../mesh/mesh.js';
import type { MediaEngineEvents } from '../mesh/media-engine.js';
import { createCertificate, Peer } from '../mesh/peer.js';
import { randomKey } from './call-chat.js';

/** Returns a function that builds the mesh of a call. All of them show the same certificate to the others. */
export async function createMeshFactory(
  onCameraSender: (sender: RTCRtpSender) => void = () => undefined,
): Promise<(events: MediaEngineEvents) => Mesh> {
  const certificate = await createCertificate();
  return (events) =>
    new Mesh({
      ...events,
      certificate,
      processors: navigator.hardwareConcurrency,
      createPeer: (options) => new Peer({ ...options, startsSmall: true, onCameraSender }),
      createConnectionId: randomKey,
    });
}
