import { messages as t } from '#messages/page';
import { isInCall, type CallState } from '../../call/call-state.js';

/** Shows in the title of the tab whether others can see and hear the person, or whether the person still waits. */
export function createPageTitle() {
  const { title } = document;

  return function render(state: CallState): void {
    document.title = titleFor(
      state,
      state.settings ? state.settings.title + title.slice(title.lastIndexOf(' · ')) : title,
    );
  };
}

function titleFor(state: CallState, title: string): string {
  if (isInCall(state)) return t.titleInCall({ title });
  return state.phase === 'waiting' ? t.titleWaiting({ title }) : title;
}
