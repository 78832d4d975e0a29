import wrtc from '@roamhq/wrtc';
import { limitPictures } from './limit-pictures.js';

/** In bits per second: as much as a page spends on a picture of this size and rate, see `CAMERA_STEPS` in `levels.ts`. */
const PICTURE_BITRATE = 112_000;

/**
 * Lets Parley's mesh run in Node: `RTCPeerConnection` and `MediaStream` of `@roamhq/wrtc` under the names that browsers
 * use. The package implements an older edition of WebRTC: `setLocalDescription` needs its description, and senders refuse
 * parameters, so the description of the other end limits the pictures.
 */
export function installWrtc(): void {
  const { RTCPeerConnection: Native, MediaStream } = wrtc;
  class NodePeerConnection extends Native {
    #described: Promise<void> = Promise.resolve();

    override setLocalDescription(): Promise<void> {
      // One after the other: two offers that are made at once contradict each other.
      this.#described = this.#described.then(() => this.#describe());
      return this.#described;
    }

    override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
      return super.setRemoteDescription({ type, sdp: limitPictures(sdp, PICTURE_BITRATE) });
    }

    async #describe(): Promise<void> {
      const isAnswer = this.signalingState === 'have-remote-offer';
      await super.setLocalDescription(isAnswer ? await this.createAnswer() : await this.createOffer());
    }
  }
  Object.assign(globalThis, { RTCPeerConnection: NodePeerConnection, MediaStream });
}
