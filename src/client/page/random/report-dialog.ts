import { messages as t } from '#messages/random';
import { find, setText } from '../../lib/dom.js';
import { REPORT_REASONS, REPORT_TEXT_MAX, REPORTED_LINES_MAX } from '../../../shared/random-protocol.js';
import type { RandomMeetings } from './random-meetings.js';
import { reportedLines } from './random-state.js';

/** The dialog in which a person says why they report somebody, and whether the text goes along. Returns a function that opens it. */
export function createReportDialog(
  page: ParentNode,
  meetings: Pick<RandomMeetings, 'report' | 'store'>,
): () => void {
  const dialog = find(page, '#report-dialog', HTMLDialogElement);
  const form = find(dialog, 'form', HTMLFormElement);
  const withText = find(form, '#report-with-text', HTMLInputElement);
  const problem = find(form, '.problem', HTMLElement);
  const button = find(form, 'button[type="submit"]', HTMLButtonElement);
  /** The pair when the dialog opened: another person may have come meanwhile. */
  let pairId: string | null = null;

  find(form, '#report-cancel', HTMLButtonElement).addEventListener('click', () => {
    dialog.close();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });

  async function send(): Promise<void> {
    const chosen = new FormData(form).get('reason');
    const reason = REPORT_REASONS.find((each) => each === chosen);
    if (!reason) {
      tell(t.reasonMissing());
      form.querySelector<HTMLInputElement>('[name="reason"]')?.focus();
      return;
    }
    if (pairId === null) return;
    const limits = { linesMax: REPORTED_LINES_MAX, charactersMax: REPORT_TEXT_MAX };
    const text = withText.checked ? reportedLines(kept, Date.now(), limits) : null;
    button.disabled = true;
    const isSent = await meetings.report(pairId, reason, text);
    button.disabled = false;
    if (isSent) dialog.close();
    else tell(t.reportFailed());
  }

  function tell(text: string): void {
    setText(problem, text);
    problem.hidden = text === '';
  }

  /** The text when the dialog opened, for the same reason. */
  let kept = meetings.store.get().lines;
  return function open(): void {
    ({ reportable: pairId, lines: kept } = meetings.store.get());
    if (pairId === null) return;
    form.reset();
    tell('');
    dialog.showModal();
  };
}
