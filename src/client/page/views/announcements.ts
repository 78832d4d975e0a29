import { messages as direct } from '#messages/direct';
import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import { displayName } from '../../call/display-name.js';

/** The text that screen readers announce when the second state follows the first one. Null if there is nothing new. */
export function announcement(before: CallState | null, state: CallState): string | null {
  const last = state.notices.at(-1);
  const known = Math.max(0, ...(before?.notices.map(({ key }) => key) ?? []));
  if (last && last.key > known) return last.text;
  if (state.phase === 'waiting' && before?.phase !== 'waiting') return t.inWaitingRoom();
  if (state.unmuteAskedBy !== null && state.unmuteAskedBy !== before?.unmuteAskedBy) {
    return t.asksToUnmuteNews({ name: state.unmuteAskedBy });
  }
  if (state.unread > (before?.unread ?? 0)) {
    const aside = state.asides.findLast((line) => !line.isOwn && !before?.asides.includes(line));
    if (aside) return direct.privateNews(aside);
    const message = state.chat.findLast((line) => !line.isOwn && !before?.chat.includes(line));
    if (message) return t.chatNews({ name: displayName(message), text: message.text });
  }
  return null;
}
