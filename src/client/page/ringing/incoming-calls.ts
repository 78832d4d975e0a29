import { messages as t } from '#messages/ringing';
import type { ServerEvents } from '../../../shared/protocol.js';
import type { IncomingRing, PersonCard } from '../../../shared/ring-protocol.js';
import type { Signalling } from '../../call/signalling.js';
import { notifyOfCall } from './call-notification.js';
import { enterRoom } from './enter-room.js';
import { flashTitle } from './flash-title.js';
import { showIncomingDialog } from './incoming-dialog.js';
import { playRing } from './ring-sound.js';

export type RingSocket = Pick<Signalling, 'on' | 'request'>;

export interface IncomingCallsOptions {
  readonly socket: RingSocket;
  /** Says something about a call of this person, who can be called back. */
  tell(text: string, caller: PersonCard): void;
}

interface Shown {
  readonly ring: IncomingRing;
  isAnswering: boolean;
  close(): void;
}

/** Lets this page ring when somebody calls the person. */
export function createIncomingCalls({ socket, tell }: IncomingCallsOptions) {
  let shown: Shown | null = null;

  function show(ring: IncomingRing): void {
    if (shown?.ring.ringId === ring.ringId) return;
    hide();
    const undo = [
      showIncomingDialog(ring, { answer: () => void answer(ring), decline: () => void decline(ring) }),
      playRing(),
      flashTitle(t.titleIncoming({ name: ring.from.name })),
      notifyOfCall(ring),
    ];
    shown = {
      ring,
      isAnswering: false,
      close() {
        for (const step of undo) step();
      },
    };
  }

  function hide(): void {
    shown?.close();
    shown = null;
  }

  async function answer(ring: IncomingRing): Promise<void> {
    if (shown) shown.isAnswering = true;
    const reply = await socket.request('answer-call', { ringId: ring.ringId });
    hide();
    if (reply.ok && reply.value) enterRoom(reply.value.code, ring.media);
    else if (reply.ok) tell(t.callIsOver(), ring.from);
    else tell(reply.error.code === 'disconnected' ? t.lostConnection() : t.notAnswered(), ring.from);
  }

  async function decline(ring: IncomingRing): Promise<void> {
    hide();
    const reply = await socket.request('decline-call', { ringId: ring.ringId });
    // The call goes on ringing elsewhere until the caller gives up.
    if (!reply.ok && reply.error.code === 'disconnected') tell(t.lostConnection(), ring.from);
  }

  function over({ ringId, reason }: Parameters<ServerEvents['incoming-call-over']>[0]): void {
    if (shown?.ring.ringId !== ringId || shown.isAnswering) return;
    const { from } = shown.ring;
    hide();
    if (reason === 'answered') tell(t.answeredElsewhere(), from);
    else if (reason === 'declined') tell(t.declinedElsewhere(), from);
    else tell(t.noAnswerOver({ name: from.name }), from);
  }

  function missed(from: PersonCard): void {
    tell(t.missedWhileBusy({ name: from.name }), from);
  }

  socket.on('incoming-call', show);
  socket.on('incoming-call-over', over);
  socket.on('missed-call', ({ from }) => {
    missed(from);
  });
  socket.on('session-ended', hide);

  return {
    /** Somebody has called while the person was busy. */
    missed,
    /** Call it whenever the socket has connected. */
    async connected(): Promise<void> {
      const reply = await socket.request('watch-rings', {});
      if (!reply.ok) return; // without a connection the page asks again when it has one
      const { incoming } = reply.value;
      document.querySelector('#ring-news')?.setAttribute('data-rings', 'on'); // for tests and for support
      if (incoming) {
        show(incoming);
        return;
      }
      if (!shown || shown.isAnswering) return;
      const { from } = shown.ring;
      hide();
      tell(t.serverRestarted(), from);
    },
  };
}
