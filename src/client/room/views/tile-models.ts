import type { Participant } from '../../../shared/protocol.js';
import { everyone, linkOf, ownMedia, type CallState } from '../call-state.js';
import type { LinkState } from '../media-engine.js';
import type { Source } from '../slots.js';

/** One tile as it is to be drawn. */
export interface TileModel {
  readonly key: string;
  readonly participantId: string;
  readonly source: Source;
  readonly name: string;
  readonly stream: MediaStream | null;
  /** Our own tile is silent, and mirrored unless it shows our screen. */
  readonly isSelf: boolean;
  /** False hides the picture, whose last frame would otherwise stay. */
  readonly isVideoOn: boolean;
  readonly isMicOn: boolean;
  readonly hasHandUp: boolean;
  readonly isSpeaking: boolean;
  readonly link: LinkState;
  /** What is wrong, and what is being done about it; empty when nothing is. */
  readonly note: string;
}

/** All tiles, in the order of the stage: ourselves first, then the others as they came. */
export function tileModels(state: CallState): TileModel[] {
  const own = ownTiles(state);
  const others = everyone(state)
    .filter(({ participantId }) => participantId !== state.self)
    .flatMap((person) => tilesOf(state, person));
  return [...own, ...others];
}

function ownTiles(state: CallState): TileModel[] {
  const self = state.self;
  if (self === null) return [];
  const media = ownMedia(state);
  const base = {
    participantId: self,
    isSelf: true,
    isMicOn: media.mic,
    hasHandUp: media.hand,
    link: 'connected',
    note: '',
  } as const;
  const face: TileModel = {
    ...base,
    key: `${self} camera`,
    source: 'camera',
    name: 'You',
    stream: state.local.preview,
    isVideoOn: state.local.preview !== null,
    isSpeaking: state.speaking.has(self),
  };
  if (!state.local.screen) return [face];
  return [
    face,
    {
      ...base,
      key: `${self} screen`,
      source: 'screen',
      name: 'Your screen',
      stream: state.local.screen,
      isVideoOn: true,
      isSpeaking: false,
    },
  ];
}

function tilesOf(state: CallState, person: Participant): TileModel[] {
  const { participantId, name, media } = person;
  const remote = state.remotes.get(participantId);
  const link = linkOf(state, participantId);
  const base = {
    participantId,
    isSelf: false,
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
    isVideoOn: media.camera,
    isSpeaking: state.speaking.has(participantId),
  };
  if (media.screen === null) return [face];
  return [
    face,
    {
      ...base,
      key: `${participantId} screen`,
      source: 'screen',
      name: `${name}’s screen`,
      stream: remote?.streams?.screen ?? null,
      isVideoOn: true,
      isSpeaking: false,
    },
  ];
}

function noteFor(link: LinkState, name: string, presence: Participant['state']): string {
  switch (link) {
    case 'connected':
      return ''; // the picture shows it; that their line to the server is down matters to nobody
    case 'connecting':
      return 'Connecting…';
    case 'reconnecting':
      return presence === 'reconnecting'
        ? `${name} has lost the connection. Waiting…`
        : `The connection to ${name} is interrupted. Trying again…`;
    case 'failed':
      return `No way to ${name} was found: a firewall may block it. Try another network. Still trying…`;
  }
}
