import {
  browserSupportsWebAuthn as canUsePasskeys,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { messages as t } from '#messages/passkeyProblems';
import { find, setText } from '../lib/dom.js';
import { logError } from '../lib/log-error.js';
import { ownAddress } from '../lib/own-address.js';

export { canUsePasskeys };

/** What the server answers before the passkey is asked: its options, a text for the person, or another page to open. */
type Answer =
  | { readonly problem: string }
  | { readonly location: string }
  | PublicKeyCredentialCreationOptionsJSON
  | PublicKeyCredentialRequestOptionsJSON;

/** Answered with a text for the person. */
class Problem extends Error {}

/**
 * Asks for a passkey when the person sends the form: one to add (`data-passkey="add"`) or one to use. Then sends the form
 * with the answer of the passkey.
 */
export function attachPasskeyForm(form: HTMLFormElement): void {
  const answer = find(form, 'input[name="passkey"]', HTMLInputElement);
  const problem = find(form, '[data-passkey-problem]', HTMLElement);
  const text = find(problem, 'span', HTMLElement);

  async function run(): Promise<void> {
    problem.hidden = true;
    answer.value = ''; // the value of an earlier visit, if the browser has restored the page
    const options = await askForOptions(form);
    if ('location' in options) {
      location.assign(options.location);
      return;
    }
    const response =
      'user' in options
        ? await startRegistration({ optionsJSON: options })
        : await startAuthentication({ optionsJSON: options });
    answer.value = JSON.stringify(response);
    form.submit();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run().catch((error: unknown) => {
      const sentence = textFor(error, form.dataset['passkey'] === 'add');
      if (sentence === null) return;
      setText(text, sentence);
      problem.hidden = false;
    });
  });
}

/** @throws {Problem} for the person */
async function askForOptions(form: HTMLFormElement): Promise<Exclude<Answer, { problem: string }>> {
  const response = await fetch(`${form.action}/options`, {
    method: 'POST',
    body: new URLSearchParams([...new FormData(form)].filter(isText)),
  }).catch(() => null);
  // A redirect leads to the login page: the session has ended.
  if (response?.redirected) return { location: response.url };
  const answer = (await response?.json().catch(() => null)) as Answer | null | undefined;
  if (!answer) throw new Problem(t.noAnswer());
  if ('location' in answer) return { location: ownAddress(answer.location) };
  if ('problem' in answer) throw new Problem(answer.problem);
  return answer;
}

/** The forms have no files. */
function isText(entry: [name: string, value: FormDataEntryValue]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

/** The package keeps the names that WebAuthn gives to errors. Null: a new try of the person has ended this one. */
function textFor(error: unknown, isAdding: boolean): string | null {
  const name = error instanceof Error ? error.name : '';
  if (error instanceof Problem) return error.message;
  if (name === 'AbortError') return null;
  if (name === 'InvalidStateError') return t.alreadyHere();
  if (['ConstraintError', 'NotSupportedError', 'SecurityError'].includes(name)) return t.unable();
  // Browsers report a refusal, a timeout and a missing passkey alike, so that pages cannot tell which passkeys exist.
  if (name !== 'NotAllowedError') logError(error);
  return isAdding ? t.notAdded() : t.cancelled();
}
