import type { Signatures } from './messages.mjs';

export function templateMistakes(path: string, text: string, messages: Signatures): string[];
