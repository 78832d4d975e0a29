import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';

/** The hint on the prejoin page about what a join leads to; empty if the page simply enters. */
export function entryHint({ preview }: Pick<CallState, 'preview'>, isGuest: boolean): string {
  if (preview?.elsewhere) return preview.elsewhere === 'tab' ? t.elsewhereTab() : t.elsewhereDevice();
  if (preview?.entry !== 'wait') return '';
  return isGuest ? t.hostLetsGuestsIn() : t.hostLetsIn();
}

/** Why the person may not enter at present, and what to do about it; empty if the person may. */
export function entryProblem({ preview, refusal }: Pick<CallState, 'preview' | 'refusal'>): string {
  const entry = preview?.entry ?? 'enter';
  if (entry === 'enter' || entry === 'wait') return '';
  return entry === refusal ? '' : errorText(entry); // the page shows the refusal too
}

/** Whether the person has to enter a passcode. */
export function needsPasscode({ preview, refusal }: Pick<CallState, 'preview' | 'refusal'>): boolean {
  return preview?.needsPasscode === true || refusal === 'wrong-passcode';
}
