import { messages as t } from '#messages/page';
import { NAME_MAX, PASSCODE_MAX } from '../../../shared/limits.js';
import type { Entry } from '../../call/call-options.js';
import type { CallState } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';
import { needsPasscode } from './entry-texts.js';

export interface EntryActions {
  join(entry: Entry): void;
  /** The name of a guest who has been here before; empty for none. */
  readonly guestName: string;
}

/** The form with the buttons to join, the name of a guest and the passcode of the meeting. */
export function createEntryForm(page: ParentNode, actions: EntryActions) {
  const form = find(page, '#entry', HTMLFormElement);
  const join = find(form, '#join', HTMLButtonElement);
  const joinToo = find(form, '#join-too', HTMLButtonElement);
  const passcodeField = find(form, '#passcode-field', HTMLElement);
  const passcode = createField(form, 'passcode', PASSCODE_MAX);
  const name = form.querySelector('#guest-name') && createField(form, 'guest-name', NAME_MAX);
  let before: CallState | null = null;

  if (name) name.input.value = actions.guestName;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const entry: Entry = {
      name: name?.value(),
      passcode: passcodeField.hidden ? undefined : passcode.value(),
      move: isElsewhere(before) ? event.submitter !== joinToo : undefined,
    };
    name?.showProblem(entry.name === '' ? t.nameMissing() : '');
    passcode.showProblem(entry.passcode === '' ? t.passcodeMissing() : '');
    if (entry.name === '') name?.input.focus();
    else if (entry.passcode === '') passcode.input.focus();
    else actions.join(entry);
  });

  return function render(state: CallState): void {
    const isJoining = state.phase === 'joining';
    const isReturning = before !== null && before.phase !== 'prejoin' && state.phase === 'prejoin';
    before = state;
    form.hidden = state.phase === 'waiting';
    passcodeField.hidden = !needsPasscode(state);
    join.disabled = isJoining;
    setText(join, isJoining ? t.joining() : isElsewhere(state) ? t.moveHere() : t.joinNow());
    joinToo.hidden = isJoining || !isElsewhere(state) || state.preview?.full === true;
    if (!isReturning) return;
    const isWrong = state.refusal === 'wrong-passcode';
    // The meeting may have got its passcode a moment ago, so that the person has entered none.
    if (isWrong) passcode.showProblem(passcode.value() === '' ? t.passcodeMissing() : t.passcodeWrong());
    // The button that had the focus was disabled or hidden meanwhile.
    (isWrong ? passcode.input : join).focus();
  };
}

/** Whether another page of the person is in the call. */
function isElsewhere(state: CallState | null): boolean {
  return (state?.preview?.elsewhere ?? null) !== null;
}

function createField(form: ParentNode, id: string, maxLength: number) {
  const input = find(form, `#${id}`, HTMLInputElement);
  const problem = find(form, `#${id}-problem`, HTMLElement);
  const text = find(problem, 'span', HTMLElement);
  input.maxLength = maxLength;

  function showProblem(sentence: string): void {
    if (sentence === '') input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
    setText(text, sentence);
    problem.hidden = sentence === '';
  }

  input.addEventListener('input', () => {
    showProblem('');
  });
  return { input, showProblem, value: () => input.value.trim() };
}
