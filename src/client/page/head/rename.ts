import { messages as t } from '#messages/callHead';
import { ownRole, type CallState } from '../../call/call-state.js';
import type { Notices } from '../../call/notices.js';
import { find } from '../../lib/dom.js';
import { renameMeeting } from './rename-request.js';

/**
 * Lets the host of the meeting change its title in the call, and tells everyone when it changes. The page of a person who cannot
 * be its host has no form.
 */
export function createRename(
  page: HTMLElement,
  notices: Pick<Notices, 'tell' | 'problem'>,
): (state: CallState) => void {
  const tellNews = createRenameNews(notices);
  const form = page.querySelector<HTMLFormElement>('#rename-form');
  if (!form) return tellNews;
  const renderForm = createRenameForm(page, form, notices);
  return (state) => {
    tellNews(state);
    renderForm(state);
  };
}

function createRenameNews({ tell }: Pick<Notices, 'tell'>): (state: CallState) => void {
  let known: string | null = null;
  return ({ settings }) => {
    const before = known;
    known = settings?.title ?? known; // first, because a notice changes the state, which comes back here
    if (known !== null && before !== null && known !== before) tell(t.renamed({ title: known }));
  };
}

function createRenameForm(
  page: HTMLElement,
  form: HTMLFormElement,
  notices: Pick<Notices, 'problem'>,
): (state: CallState) => void {
  const open = find(page, '#rename', HTMLButtonElement);
  const input = find(form, 'input', HTMLInputElement);
  const head = find(page, '.call__head', HTMLElement);
  let title = '';

  function show(isOpen: boolean): void {
    form.hidden = !isOpen;
    head.classList.toggle('call__head--renaming', isOpen);
  }

  function close(): void {
    show(false);
    open.focus();
  }

  open.addEventListener('click', () => {
    show(true);
    input.value = title;
    input.select();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation(); // Escape closes nothing else
    close();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void save(input.value.trim());
  });

  async function save(wanted: string): Promise<void> {
    if (wanted === title || wanted === '') {
      close();
      return;
    }
    const problem = await renameMeeting(wanted);
    if (problem === null) close();
    else notices.problem(problem);
  }

  return (state) => {
    title = state.settings?.title ?? title;
    const isHost = ownRole(state) === 'host';
    if (!isHost && !form.hidden) show(false);
    open.hidden = !isHost;
  };
}
