import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/random';
import { errorText } from '../src/client/call/error-text.js';
import { ERROR_MESSAGES } from '../src/realtime/error-messages.js';
import type { ErrorCode } from '../src/shared/protocol.js';

test('an English page and the API explain a refusal in the same words', () => {
  for (const [code, message] of Object.entries(ERROR_MESSAGES)) {
    if (code === 'not-paired' || code === 'moved') continue; // no page shows them as errors
    const text =
      code === 'paused' ? t.paused() : code === 'random-off' ? t.off() : errorText(code as ErrorCode);
    assert.equal(text, message, code);
  }
});
