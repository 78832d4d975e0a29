import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/permission';
import { off } from '../../../tests/support/call-fixtures.js';
import { initialState, type CallState } from '../call/call-state.js';
import type { CaptureState } from '../devices/capture-device.js';
import { createPermissionNotice } from './permission-notice.js';

const asking: CaptureState = { ...off, state: 'asking' };

function state(phase: CallState['phase'], mic: CaptureState, camera: CaptureState): CallState {
  return { ...initialState({ mic, camera, preview: null, screen: null }), phase };
}

test('in the call, a person reads once per prompt what the browser asks', () => {
  const told: string[] = [];
  const render = createPermissionNotice({ tell: (text) => told.push(text) });
  render(state('prejoin', asking, asking)); // the page before the call has a place of its own for it
  assert.deepEqual(told, []);
  render(state('joined', asking, asking));
  render(state('joined', asking, asking));
  assert.deepEqual(told, [t.askingBoth()]);
  render(state('joined', off, asking));
  render(state('joined', off, off));
  render(state('joined', asking, off));
  assert.deepEqual(told.slice(1), [t.askingCamera(), t.askingMic()]);
});
