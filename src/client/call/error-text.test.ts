import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/call';
import type { ErrorCode } from '../../shared/protocol.js';
import { errorText } from './error-text.js';

test('a code has its text, and a code from a newer server counts as internal', () => {
  assert.equal(errorText('full'), t.full());
  assert.equal(errorText('added-later' as ErrorCode), t.internal());
  assert.equal(errorText('constructor' as ErrorCode), t.internal());
});
