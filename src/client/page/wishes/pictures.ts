import type { Call } from '../../call/call.js';
import type { EncoderLink } from '../../mesh/shared-encoder/encoder-link.js';
import { SharedEncoder } from '../../mesh/shared-encoder/shared-encoder.js';
import { hasFewProcessors } from '../../lib/few-processors.js';
import { logError } from '../../lib/log-error.js';
import { askForPictures } from './ask-for-pictures.js';
import { createControl } from './create-control.js';
import { createCameraFollower } from './follow-camera.js';
import { OwnPicture } from './own-picture.js';
import { createSoundOnlyNote } from './sound-only-note.js';

/** Somebody who comes sees and shows the first picture before the page measures what it can send them. */
const FIRST_PICTURE_MS = 300;

export interface PicturesOptions {
  page: ParentNode;
  encoderLink: EncoderLink;
  call: Pick<Call, 'store' | 'notices' | 'media' | 'engine'>;
}

/** Asks for the pictures that this page shows, and sends those that others show. */
export function createPictures({ page, call, encoderLink }: PicturesOptions): void {
  const { store, media, notices, engine } = call;
  const own = new OwnPicture({
    show: (ownPicture) => {
      store.set((state) => ({ ...state, ownPicture }));
    },
    onError: logError,
  });
  let controlTimer: ReturnType<typeof setTimeout> | undefined;
  const camera = () => media.state.preview?.getVideoTracks()[0] ?? null;
  const control = createControl({
    engine,
    savesData: () => store.get().saving.data,
    awaitsUpdate: () => controlTimer !== undefined,
    onCapture: (size) => {
      void media.fitCamera(size);
    },
    tell: (text) => {
      notices.tell(text);
    },
    camera,
    sharing: new SharedEncoder({
      link: encoderLink,
      camera,
      onChange: () => {
        control.update();
      },
      onError: logError,
    }),
    onStuck: (participantId) => {
      wishes?.askForOwnEncoder(participantId);
    },
  });
  const follower = createCameraFollower(own, camera);
  function followCamera(): void {
    own.isAlone = store.get().remotes.size === 0;
    follower.update();
  }
  function updateControl(): void {
    clearTimeout(controlTimer);
    controlTimer = undefined;
    control.update();
  }
  let before = store.get();
  store.subscribe((state) => {
    const isOwn = state.local !== before.local || state.saving !== before.saving;
    const isConcerned = isOwn || state.remotes !== before.remotes;
    const hasCome = state.roster.length > before.roster.length;
    before = state;
    if (hasCome && hasFewProcessors(navigator.hardwareConcurrency)) {
      control.spare(FIRST_PICTURE_MS);
      own.standStill(FIRST_PICTURE_MS);
    }
    if (state.phase === 'ended') {
      control.close();
      clearTimeout(controlTimer);
      follower.close();
    } else if (isConcerned) {
      if (isOwn) updateControl();
      else controlTimer ??= setTimeout(updateControl, FIRST_PICTURE_MS);
      followCamera();
    }
  });
  followCamera(); // this file loads late: a person who comes last may see no further change
  createSoundOnlyNote(page, store);
  const wishes = askForPictures(page.querySelector('#stage'), {
    subscribe: (listener) => {
      store.subscribe(listener);
    },
    participants: () => store.get().remotes.keys(),
    saving: () => store.get().saving,
    engine,
  });
}
