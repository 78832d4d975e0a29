import { messages as t } from '#messages/privateChat';
import type { Participant, ParticipantId } from '../../../shared/protocol.js';
import type { CallChat } from '../../call/call-chat.js';
import { everyone, type CallState } from '../../call/call-state.js';
import type { Notices } from '../../call/notices.js';
import { labelOf } from '../../call/person-label.js';
import { createPrivateMessages } from '../../call/private-messages.js';
import { clone, find, setText } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';
import type { ChatActions } from '../views/chat-panel.js';
import type { PeoplePanel } from '../views/people-panel.js';
import { createChatButtons } from './chat-buttons.js';

export interface PrivateChatOptions {
  page: HTMLElement;
  store: Store<CallState>;
  chat: CallChat;
  notices: Pick<Notices, 'problem'>;
  /** The entry of a participant in the people panel. */
  entryOf: PeoplePanel['entryOf'];
  actions: Pick<ChatActions, 'openChat'>;
}

/** Lets the person choose the receiver of their messages, in the chat panel or in the people panel. */
export function createPrivateChat(options: PrivateChatOptions): (state: CallState) => void {
  const { page, store, chat, notices, entryOf, actions } = options;
  const panel = find(page, '#chat', HTMLElement);
  const form = find(panel, 'form', HTMLFormElement);
  const input = find(form, '#message', HTMLTextAreaElement);
  const row = clone(page, '#receiver-template');
  const select = find(row, 'select', HTMLSelectElement);
  const hint = find(row, '.receiver__hint', HTMLElement);
  const toEveryone = input.placeholder;
  form.before(row);

  const messages = createPrivateMessages(store, chat.peers, notices);
  const choices = new Map<ParticipantId, HTMLOptionElement>();
  /** The chosen person as the roster has shown them last; null for everyone. */
  let receiver: Participant | null = null;

  chat.privately = {
    isChosen: () => receiver !== null,
    send(text) {
      if (receiver) messages.send(receiver, text);
    },
    retry: messages.retry,
  };
  select.addEventListener('change', () => {
    choose(others(store.get()).find(({ participantId }) => participantId === select.value) ?? null);
  });
  const renderButtons = createChatButtons(page, entryOf, (person) => {
    choose(person);
    actions.openChat();
    input.focus();
  });

  function choose(person: Participant | null): void {
    receiver = person;
    render(store.get());
  }

  function render(state: CallState): void {
    renderButtons(state);
    if (panel.hidden) return;
    const people = others(state);
    // A chosen person who leaves stays chosen. Otherwise the message would go to everyone.
    receiver = people.find((each) => each.participantId === receiver?.participantId) ?? receiver;
    const shown = receiver && !people.some((each) => each.participantId === receiver?.participantId);
    drawChoices(shown && receiver ? [...people, receiver] : people, state);
    select.value = receiver?.participantId ?? '';
    const name = receiver && labelOf(receiver, everyone(state));
    setText(hint, name === null ? '' : t.hint({ name }));
    hint.hidden = name === null;
    input.placeholder = name === null ? toEveryone : t.messageTo({ name });
    if (name === null) input.removeAttribute('aria-describedby');
    else input.setAttribute('aria-describedby', hint.id);
    panel.classList.toggle('chat--private', name !== null);
  }

  function drawChoices(people: readonly Participant[], state: CallState): void {
    const here = everyone(state);
    const ids = new Set(people.map(({ participantId }) => participantId));
    for (const [id, choice] of choices) {
      if (ids.has(id)) continue;
      choice.remove();
      choices.delete(id);
    }
    for (const [index, person] of people.entries()) {
      const { participantId } = person;
      const choice = choices.get(participantId) ?? createChoice(participantId);
      const name = labelOf(person, here);
      const isHere = here.some((each) => each.participantId === participantId);
      setText(choice, isHere ? name : t.hasLeft({ name }));
      const place = select.options[index + 1] ?? null; // behind “Everyone”
      if (place !== choice) select.insertBefore(choice, place);
    }
  }

  function createChoice(participantId: ParticipantId): HTMLOptionElement {
    const choice = clone(page, '#option-template');
    if (!(choice instanceof HTMLOptionElement)) throw new Error('The template of an option is no option');
    choice.value = participantId;
    choices.set(participantId, choice);
    return choice;
  }

  return render;
}

function others(state: CallState): Participant[] {
  return everyone(state).filter(({ participantId }) => participantId !== state.self);
}
