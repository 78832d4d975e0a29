import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ParameterWriter } from './parameter-writer.js';

/** A sender whose browser takes its time, and which refuses parameters that are not from the newest read. */
function fakeSender() {
  const state = { encoding: {} as RTCRtpEncodingParameters, reads: 0, busy: 0, most: 0, sets: 0 };
  const pending: (() => void)[] = [];
  const sender = {
    getParameters: () => ({ transactionId: String((state.reads += 1)), encodings: [{ ...state.encoding }] }),
    setParameters: ({ transactionId, encodings }: RTCRtpSendParameters) => {
      if (transactionId !== String(state.reads)) throw new Error('InvalidModificationError');
      state.sets += 1;
      state.busy += 1;
      state.most = Math.max(state.most, state.busy);
      return new Promise<void>((resolve) => {
        pending.push(() => {
          state.encoding = encodings[0] ?? {};
          state.busy -= 1;
          resolve();
        });
      });
    },
  } as unknown as RTCRtpSender;
  const finish = async () => {
    pending.shift()?.();
    await new Promise(setImmediate);
  };
  return { sender, state, finish };
}

test('changes of one sender never overlap, and the newest wins', async () => {
  const { sender, state, finish } = fakeSender();
  const writer = new ParameterWriter();
  for (const maxBitrate of [1, 2, 3]) writer.write(sender, { maxBitrate });
  await finish();
  await finish();
  assert.deepEqual([state.encoding.maxBitrate, state.sets, state.most], [3, 2, 1]);
});

test('what a sender has already is not set again', async () => {
  const { sender, state, finish } = fakeSender();
  const writer = new ParameterWriter();
  writer.write(sender, { active: false });
  await finish();
  writer.write(sender, { active: false });
  assert.equal(state.sets, 1);
  state.encoding = { active: true, maxBitrate: 7 };
  writer.write(sender, { maxBitrate: 7 });
  assert.equal(state.sets, 1);
});

test('a sender that refuses parameters is not asked again until they change', async () => {
  let asked = 0;
  const sender = {
    getParameters: () => ({ encodings: [{}] }),
    setParameters: () => {
      asked += 1;
      return Promise.reject(new Error('InvalidStateError'));
    },
  } as unknown as RTCRtpSender;
  const writer = new ParameterWriter();
  writer.write(sender, { active: true });
  await new Promise(setImmediate);
  writer.write(sender, { active: true });
  await new Promise(setImmediate);
  assert.equal(asked, 1);
  writer.write(sender, { active: false });
  await new Promise(setImmediate);
  assert.equal(asked, 2);
});
