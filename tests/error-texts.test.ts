import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorText } from '../src/client/call/error-text.js';
import { ERROR_MESSAGES } from '../src/realtime/error-messages.js';
import type { ErrorCode } from '../src/shared/protocol.js';

test('an English page and the API explain a refusal in the same words', () => {
  for (const [code, message] of Object.entries(ERROR_MESSAGES)) {
    assert.equal(errorText(code as ErrorCode), message, code);
  }
});
