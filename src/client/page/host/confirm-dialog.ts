import { clone, find, setText } from '../../lib/dom.js';

export interface Question {
  heading: string;
  text: string;
  /** The label of the button that confirms. */
  confirm: string;
}

/** Asks once before something that cannot be undone. Returns a function that resolves to the person's answer. */
export function createConfirmDialog(page: HTMLElement): {
  ask(question: Question): Promise<boolean>;
  close(): void;
} {
  const element = clone(page, '#confirm-template');
  if (!(element instanceof HTMLDialogElement)) throw new Error('The template of the question is no dialog');
  const dialog = element;
  const [cancel, confirm] = dialog.querySelectorAll('button');
  const heading = find(dialog, 'h2', HTMLElement);
  const text = find(dialog, '.dialog__text', HTMLElement);
  page.append(dialog);

  return {
    ask(question) {
      setText(heading, question.heading);
      setText(text, question.text);
      if (confirm) setText(confirm, question.confirm);
      dialog.returnValue = 'cancel'; // Escape keeps this value
      dialog.showModal();
      cancel?.focus(); // a second press of Enter must not confirm
      return new Promise((resolve) => {
        dialog.addEventListener('close', () => resolve(dialog.returnValue === 'confirm'), { once: true });
      });
    },
    /** Answers with no. */
    close() {
      if (dialog.open) dialog.close('cancel');
    },
  };
}
