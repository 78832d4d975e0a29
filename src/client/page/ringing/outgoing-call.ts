import { messages as t } from '#messages/ringing';
import type { OutgoingRing, RingMedia } from '../../../shared/ring-protocol.js';
import { randomKey } from '../../call/call-chat.js';
import type { Signalling, SignallingReply } from '../../call/signalling.js';
import { find, setText } from '../../lib/dom.js';
import { ownAddress } from '../../lib/own-address.js';
import { askForDevices } from './ask-for-devices.js';
import { enterRoom } from './enter-room.js';
import { failureText, outcomeText } from './outcome-text.js';
import { playRingback } from './ring-sound.js';

/** The page gives up after this time without a server. */
const OFFLINE_MS = 10_000;

interface Current {
  readonly clientKey: string;
  readonly media: RingMedia;
  /** Whether the server has said that it rings. */
  isRinging: boolean;
  stopSound(): void;
}

/** The part of a person's page that calls the person. */
export function createOutgoingCall(
  section: HTMLElement,
  socket: Pick<Signalling, 'on' | 'request' | 'sendWithoutReply'>,
) {
  const { username = '', name = '' } = section.dataset;
  const form = find(section, '#call-form', HTMLFormElement);
  const cancelButton = find(section, '#cancel-call', HTMLButtonElement);
  const status = find(section, '#call-status', HTMLElement);
  const late = find(section, '#call-late', HTMLElement);
  let current: Current | null = null;
  /** The last call that is over for this page, but perhaps not for the server. */
  let given: { clientKey: string; media: RingMedia } | null = null;
  let giveUp: ReturnType<typeof setTimeout> | undefined;

  function start(media: RingMedia): void {
    current = { clientKey: randomKey(), media, isRinging: false, stopSound: playRingback() };
    late.hidden = true;
    form.hidden = true;
    cancelButton.hidden = false;
    cancelButton.focus();
    setText(status, t.calling({ name }));
    void askForDevices(media);
    void ask(current);
  }

  /** Asks the server to ring, or, after a lost connection, what has become of the call. */
  async function ask(call: Current): Promise<void> {
    const { clientKey, media, isRinging } = call;
    const reply = isRinging
      ? await socket.request('ring-state', { clientKey })
      : await socket.request('call-person', { username, media, clientKey });
    if (current !== call) return;
    if (!reply.ok && reply.error.code === 'disconnected') waitForServer(call);
    else if (!reply.ok) end(failureText(reply.error.code));
    else take(call, reply.value);
  }

  function take(call: Current, ring: OutgoingRing): void {
    clearTimeout(giveUp);
    giveUp = undefined;
    if (ring.state === 'ringing') {
      call.isRinging = true;
      setText(status, t.calling({ name }));
    } else if (ring.state === 'over') end(outcomeText(ring.reason, name));
    else {
      call.stopSound();
      current = null;
      enterRoom(ring.code, call.media);
    }
  }

  function waitForServer(call: Current): void {
    setText(status, t.reconnecting());
    giveUp ??= setTimeout(() => {
      if (current !== call) return;
      given = call;
      end(t.disconnected());
    }, OFFLINE_MS);
  }

  function end(text: string): void {
    clearTimeout(giveUp);
    giveUp = undefined;
    current?.stopSound();
    current = null;
    const hadFocus = document.activeElement === cancelButton;
    cancelButton.hidden = true;
    form.hidden = false;
    if (hadFocus) find(form, 'button', HTMLButtonElement).focus();
    setText(status, text);
  }

  async function cancel(): Promise<void> {
    if (!current) return;
    const call = current;
    end(t.cancelled());
    given = call;
    const reply = await socket.request('cancel-call', { clientKey: call.clientKey });
    settle(call, reply);
  }

  /** The callee may have answered before the server knew that the caller had given up. */
  function settle(call: { clientKey: string; media: RingMedia }, reply: SignallingReply<OutgoingRing>): void {
    if (given !== call || !reply.ok) return;
    given = null;
    if (reply.value.state !== 'answered' || current) return;
    setText(status, t.answeredLate({ name }));
    find(late, 'a', HTMLAnchorElement).href = ownAddress(`room/${encodeURIComponent(reply.value.code)}`);
    late.hidden = false;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (current) return;
    const { submitter } = event;
    start(submitter instanceof HTMLButtonElement && submitter.value === 'sound' ? 'sound' : 'video');
  });
  cancelButton.addEventListener('click', () => void cancel());
  socket.on('call-answered', ({ clientKey, code }) => {
    if (current?.clientKey === clientKey) take(current, { state: 'answered', code });
  });
  socket.on('call-declined', ({ clientKey, reason }) => {
    if (current?.clientKey === clientKey) take(current, { state: 'over', reason });
  });
  socket.on('session-ended', () => {
    if (current) end(t.loggedOut());
  });

  return {
    /** Call it whenever the socket has connected. */
    async connected(): Promise<void> {
      if (current) await ask(current);
      else if (given) settle(given, await socket.request('cancel-call', { clientKey: given.clientKey }));
    },
    disconnected(): void {
      if (current) waitForServer(current);
    },
    loggedOut(): void {
      if (current) end(t.loggedOut());
    },
    /** The person leaves the page. Returns whether the page has cancelled its call. */
    leave(): boolean {
      if (!current) return false;
      socket.sendWithoutReply('cancel-call', { clientKey: current.clientKey });
      end(t.cancelled());
      return true;
    },
  };
}
