import { messages as t } from '#messages/callHead';
import type { Notices } from '../../call/notices.js';

export interface LinkActions {
  /** The address of the meeting, without what another page has added to it. */
  readonly link: string;
  copy(): void;
  /** Opens the share sheet of the system. Null where the browser has none. */
  readonly share: (() => void) | null;
}

export function createLinkActions(notices: Pick<Notices, 'tell' | 'problem'>): LinkActions {
  const link = `${location.origin}${location.pathname}`;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(link); // insecure pages have no clipboard
      notices.tell(t.linkCopied());
    } catch {
      notices.problem(t.linkNotCopied());
    }
  }

  async function share(): Promise<void> {
    try {
      await navigator.share({ url: link });
    } catch (error) {
      // The person has closed the share sheet.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      notices.problem(t.linkNotShared());
    }
  }

  return {
    link,
    copy: () => void copy(),
    share: typeof navigator.share === 'function' ? () => void share() : null,
  };
}
