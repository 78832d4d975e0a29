import { messages as t } from '#messages/reactions';
import { REACTIONS, type Reaction } from '../../../shared/reactions.js';
import type { ParticipantId } from '../../../shared/protocol.js';
import type { Call } from '../../call/call.js';
import { everyone } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';
import { labelOf } from '../../call/person-label.js';
import { clone, find } from '../../lib/dom.js';
import { createMenu } from '../views/menu.js';
import { createAnnouncer } from './announcer.js';

const SHOWN_MS = 5_000;
const MOST_PER_TILE = 3;

const LABELS: Record<Reaction, () => string> = {
  'thumbs-up': t.thumbsUp,
  'thumbs-down': t.thumbsDown,
  heart: t.heart,
  laugh: t.laugh,
  celebrate: t.celebrate,
};

export interface ReactionOptions {
  page: HTMLElement;
  call: Pick<Call, 'store' | 'socket' | 'notices'>;
  /** The person has chosen a reaction. */
  onChosen(): void;
}

/** The menu of the button "Reactions", and the reactions on the tiles. Returns a function that opens or closes the menu. */
export function createReactions({ page, call, onChosen }: ReactionOptions): () => void {
  const { store, socket, notices } = call;
  const button = find(page, '#reactions-button', HTMLButtonElement);
  const menu = createMenu(page, find(page, '#call', HTMLElement), 'reactions-menu');
  const icons = clone(page, '#reactions-template');
  const announce = createAnnouncer(page);
  const iconOf = (reaction: Reaction) => find(icons, `[data-reaction="${reaction}"]`, HTMLElement);

  async function send(reaction: Reaction): Promise<void> {
    const { self } = store.get();
    const reply = await socket.request('reaction', { reaction });
    if (!reply.ok) {
      const text = errorText(reply.error.code);
      // One notice is enough for a person who presses often.
      if (!store.get().notices.some((notice) => notice.text === text)) notices.problem(text);
      return;
    }
    if (self !== null) show(self, reaction);
    announce(t.youReacted({ reaction: LABELS[reaction]() }));
  }

  socket.on('reaction', ({ participantId, reaction }) => {
    const people = everyone(store.get());
    const person = people.find((each) => each.participantId === participantId);
    // A newer server may know more reactions than this page.
    if (!person || !REACTIONS.includes(reaction)) return;
    const text = t.reacted({ name: labelOf(person, people), reaction: LABELS[reaction]() });
    if (show(participantId, reaction)) announce(text);
    else notices.tell(text);
  });

  /** Returns whether the person's tile is on the stage. */
  function show(participantId: ParticipantId, reaction: Reaction): boolean {
    const tile = page.querySelector<HTMLElement>(
      `#stage figure[data-participant="${CSS.escape(participantId)}"][data-source="camera"]`,
    );
    if (!tile || tile.hidden) return false;
    let container = tile.querySelector('.tile__reactions');
    if (!container) {
      container = clone(page, '#tile-reactions-template');
      tile.append(container);
    }
    const sign = iconOf(reaction).cloneNode(true) as HTMLElement;
    container.append(sign);
    while (container.children.length > MOST_PER_TILE) container.firstElementChild?.remove();
    setTimeout(() => {
      sign.remove();
    }, SHOWN_MS);
    return true;
  }

  return () => {
    menu.toggle(
      button,
      REACTIONS.map((reaction) => ({
        key: reaction,
        label: LABELS[reaction](),
        icon: iconOf(reaction),
        isDanger: false,
        run: () => {
          onChosen();
          void send(reaction);
        },
      })),
    );
  };
}
