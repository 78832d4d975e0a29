import type { LocalMedia } from '../../devices/local-media.js';
import type { CaptureSize } from '../../mesh/sending/capture-size.js';
import type { PictureLink } from '../../mesh/sending/picture-link.js';
import type { MediaEngine } from '../../mesh/media-engine.js';

type Engine = Pick<MediaEngine, 'links' | 'want' | 'onWant'>;
type Media = Pick<LocalMedia, 'fitCamera'>;

/**
 * The connection and the devices of this moment. Each pair has a connection of its own, and each start opens the devices
 * anew; the control of the pictures stays.
 */
export class CurrentParts implements Engine {
  onWant: () => void = () => undefined;
  #engine: Engine | null = null;
  #media: Media | null = null;
  #size: CaptureSize | null = null;

  useEngine<E extends Engine>(engine: E): E {
    this.#engine = engine;
    engine.onWant = () => {
      if (this.#engine === engine) this.onWant();
    };
    return engine;
  }

  useMedia<M extends Media>(media: M): M {
    this.#media = media;
    if (this.#size) void media.fitCamera(this.#size);
    return media;
  }

  links(): PictureLink[] {
    return this.#engine?.links() ?? [];
  }

  want(...wanted: Parameters<MediaEngine['want']>): void {
    this.#engine?.want(...wanted);
  }

  fitCamera(size: CaptureSize): void {
    this.#size = size;
    void this.#media?.fitCamera(size);
  }
}
