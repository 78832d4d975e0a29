import { messages as t } from '#messages/random';
import { clone, find, setText } from '../../lib/dom.js';
import { belongsToInputMethod } from '../views/input-method.js';
import type { RandomState, TextLine } from './random-state.js';

/** The text of the pair, and the form to write. What people write becomes text nodes, never markup. */
export function createTextLog(page: ParentNode, send: (text: string) => void) {
  const log = find(page, '.random__log', HTMLElement);
  const empty = find(page, '.random__empty', HTMLElement);
  const form = find(page, '#random-composer', HTMLFormElement);
  const input = find(form, 'textarea', HTMLTextAreaElement);
  const button = find(form, 'button', HTMLButtonElement);
  const lines = new Map<string, HTMLElement>();

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '' || button.disabled) return;
    send(text);
    input.value = '';
    input.focus();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || belongsToInputMethod(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });

  function createLine({ isOwn, text }: TextLine): HTMLElement {
    const element = clone(page, '#line-template');
    element.classList.toggle('line--own', isOwn);
    setText(find(element, '.line__name', HTMLElement), isOwn ? t.you() : t.someone());
    setText(find(element, '.line__text', HTMLElement), text);
    return element;
  }

  return function render({ phase, lines: shown }: RandomState): void {
    button.disabled = phase !== 'together';
    empty.hidden = shown.length > 0;
    const keys = new Set(shown.map(keyOf));
    for (const [key, element] of lines) {
      if (keys.has(key)) continue;
      element.remove();
      lines.delete(key);
    }
    for (const line of shown) {
      const key = keyOf(line);
      const isNew = !lines.has(key);
      const element = lines.get(key) ?? createLine(line);
      lines.set(key, element);
      element.classList.toggle('line--sending', line.delivery === 'sending');
      find(element, '.line__failed', HTMLElement).hidden = line.delivery !== 'failed';
      if (!isNew) continue;
      log.append(element);
      log.scrollTop = log.scrollHeight;
    }
  };
}

function keyOf({ key, isOwn }: TextLine): string {
  return `${String(isOwn)} ${key}`;
}
