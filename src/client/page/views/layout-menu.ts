import { messages as t } from '#messages/inCall';
import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';
import type { LayoutMode, StageChoices } from './arrangement.js';
import { createMenu, type MenuItem } from './menu.js';

const MODES: readonly (readonly [mode: LayoutMode, label: () => string])[] = [
  ['automatic', t.automatic],
  ['grid', t.grid],
  ['speaker', t.speaker],
];

/** Returns a function that opens or closes the menu of the button "Layout". Other code may add `further` items. */
export function createLayoutMenu(
  page: HTMLElement,
  choices: Store<StageChoices>,
  further: readonly MenuItem[],
) {
  const menu = createMenu(page, find(page, '#call', HTMLElement), 'layout-menu');
  const change = (part: Partial<StageChoices>) => {
    choices.set((now) => ({ ...now, ...part }));
  };

  function items({ mode, pinned, isSelfShown }: StageChoices, onDone: () => void): MenuItem[] {
    const item = (key: string, label: string, part: Partial<StageChoices>) => ({
      key,
      label,
      isDanger: false,
      run: () => {
        change(part);
        onDone();
      },
    });
    return [
      ...MODES.map(([each, label]) => ({
        ...item(each, label(), { mode: each }),
        choice: { kind: 'radio', isMade: mode === each } as const,
      })),
      {
        ...item('self', t.showSelf(), { isSelfShown: !isSelfShown }),
        choice: { kind: 'checkbox', isMade: isSelfShown } as const,
      },
      ...(pinned.length > 0 ? [item('unpin', t.unpinAll(), { pinned: [] })] : []),
      ...further.map((each) => ({
        ...each,
        run: () => {
          onDone();
          each.run();
        },
      })),
    ];
  }

  return (button: HTMLButtonElement, onDone: () => void): void => {
    menu.toggle(button, items(choices.get(), onDone));
  };
}
