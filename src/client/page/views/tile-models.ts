import { messages as t } from '#messages/page';
import { messages as permission } from '#messages/permission';
import type { Participant } from '../../../shared/protocol.js';
import { displayName } from '../../call/display-name.js';
import { everyone, linkOf, ownMedia, type CallState } from '../../call/call-state.js';
import type { LinkState } from '../../mesh/media-engine.js';
import type { Source } from '../../mesh/slots.js';

/** What one tile shows. */
export interface TileModel {
  readonly key: string;
  /** Empty before the server has answered the join. */
  readonly participantId: string;
  readonly source: Source;
  /** The caption. */
  readonly name: string;
  readonly personName: string;
  readonly stream: MediaStream | null;
  /** Own tiles play no sound; the own camera is mirrored. */
  readonly isSelf: boolean;
  /** False hides the picture, because a `<video>` keeps showing the last frame. */
  readonly isVideoOn: boolean;
  /** The own tile, while the page joins. */
  readonly isComing: boolean;
  /** `isVideoOn` may be out of date, because the server is away or has lost the participant. */
  readonly isUncertain: boolean;
  readonly isMicOn: boolean;
  readonly hasHandUp: boolean;
  readonly isSpeaking: boolean;
  readonly link: LinkState;
  /** A sentence about a problem with the connection and what happens next; empty if there is none. */
  readonly note: string;
}

/** All tiles in the order of the stage: the own tiles first, then the other participants in order of arrival. */
export function tileModels(state: CallState): TileModel[] {
  const others = everyone(state)
    .filter(({ participantId }) => participantId !== state.self)
    .flatMap((person) => tilesOf(state, person));
  return [...ownTiles(state), ...others, ...expectedTiles(state)];
}

/** Before the call, empty tiles for those who are there: the page makes and lays them out when it has time for it. */
function expectedTiles(state: CallState): TileModel[] {
  const ids = state.self === null ? (state.preview?.reachable ?? []) : [];
  return ids.map((id) => ({
    key: `${id} camera`,
    source: 'camera',
    link: 'connecting',
    ...{ participantId: '', personName: '', name: '', note: '', stream: null },
    ...{ isSelf: false, isVideoOn: false, isComing: false, isUncertain: false },
    ...{ isMicOn: true, hasHandUp: false, isSpeaking: false },
  }));
}

function ownTiles(state: CallState): TileModel[] {
  const { self, local } = state;
  const media = ownMedia(state);
  const base = {
    participantId: self ?? '',
    personName: everyone(state).find(({ participantId }) => participantId === self)?.name ?? '',
    isSelf: true,
    isComing: state.phase === 'joining',
    isUncertain: false,
    // The tile says nothing that the person, and thus the button, does not know yet.
    isMicOn: media.mic || local.mic.state === 'asking' || local.mic.state === 'starting',
    hasHandUp: media.hand,
    link: 'connected',
    note: '',
  } as const;
  const isAsking = local.mic.state === 'asking' || local.camera.state === 'asking';
  const face: TileModel = {
    ...base,
    note: isAsking ? permission.waiting() : '',
    key: 'own camera',
    source: 'camera',
    name: t.you(),
    // The page before the call has a preview of its own.
    stream: self !== null || state.phase === 'joining' ? (state.ownPicture ?? local.preview) : null,
    isVideoOn: local.preview !== null && local.camera.state !== 'interrupted',
    isSpeaking: self !== null && state.speaking.has(self),
  };
  if (!local.screen) return [face];
  return [
    face,
    {
      ...base,
      key: 'own screen',
      source: 'screen',
      name: t.yourScreen(),
      stream: null, // a screen that shows itself would be a hall of mirrors
      isVideoOn: false,
      isSpeaking: false,
    },
  ];
}

function tilesOf(state: CallState, person: Participant): TileModel[] {
  const { participantId, media } = person;
  const name = displayName(person);
  const remote = state.remotes.get(participantId);
  const link = linkOf(state, participantId);
  const base = {
    participantId,
    personName: person.name,
    isSelf: false,
    isComing: false,
    isUncertain: false,
    isMicOn: media.mic,
    hasHandUp: media.hand,
    link,
    note: noteFor(link, name, person.state),
  } as const;
  const face: TileModel = {
    ...base,
    key: `${participantId} camera`,
    source: 'camera',
    name,
    stream: remote?.streams?.camera ?? null,
    isVideoOn: media.camera && !state.saving.soundOnly,
    isUncertain: state.phase === 'reconnecting' || person.state === 'reconnecting',
    isSpeaking: state.speaking.has(participantId),
  };
  if (media.screen === null) return [face];
  return [
    face,
    {
      ...base,
      key: `${participantId} screen`,
      source: 'screen',
      name: t.screenOf({ name }),
      stream: remote?.streams?.screen ?? null,
      isVideoOn: !state.saving.soundOnly,
      isSpeaking: false,
    },
  ];
}

function noteFor(link: LinkState, name: string, presence: Participant['state']): string {
  switch (link) {
    case 'connected':
      return ''; // media arrive, so it does not matter here whether the server has lost this participant
    case 'connecting':
      return t.connecting();
    case 'reconnecting':
      return presence === 'reconnecting' ? t.theyReconnect({ name }) : t.linkInterrupted({ name });
    case 'failed':
      return t.linkFailed({ name });
  }
}
