import assert from 'node:assert/strict';
import { Call } from '../../src/client/call/call.js';
import type { CallOptions } from '../../src/client/call/call-options.js';
import type { Signalling, SignallingReply } from '../../src/client/call/signalling.js';
import type { LocalMedia, LocalMediaState } from '../../src/client/devices/local-media.js';
import { nextTask } from '../../src/client/lib/next-task.js';
import type { ChannelNote } from '../../src/client/mesh/channel-messages.js';
import type { MediaEngine, MediaEngineEvents } from '../../src/client/mesh/media-engine.js';
import type { IceServer, Roster } from '../../src/shared/protocol.js';
import { off, person, snapshot } from './call-fixtures.js';

interface Request {
  event: string;
  payload: unknown;
  answer(reply: SignallingReply<unknown>): Promise<void>;
}

/** A call with a server, an engine and devices that do nothing by themselves, but record what the call wants. */
export function fakeCall() {
  const requests: Request[] = [];
  const listeners = new Map<string, ((payload: unknown) => void)[]>();
  const engine = {
    rosters: [] as string[][],
    early: [] as string[],
    iceServers: [] as IceServer[][],
    gone: [] as string[],
    notes: [] as string[][],
    isClosed: false,
  };
  const media = {
    state: { mic: off, camera: off, preview: null, screen: null } as LocalMediaState,
    isClosed: false,
    isScreenStopped: false,
    /** The values that the call has set the microphone to. */
    mic: [] as boolean[],
  };
  let events: Parameters<CallOptions['createSignalling']>[0] | undefined;
  let engineEvents: MediaEngineEvents | undefined;
  let mediaEvents: Parameters<CallOptions['createMedia']>[0] | undefined;
  const call = new Call({
    code: 'daily',
    userId: 'user',
    tabId: 'tab',
    createMedia: (theirEvents) => {
      mediaEvents = theirEvents;
      return {
        get state() {
          return media.state;
        },
        micTrack: null,
        open: () => Promise.resolve(),
        setMic: (on: boolean) => Promise.resolve(media.mic.push(on)),
        stopScreen: () => (media.isScreenStopped = true),
        close: () => (media.isClosed = true),
      } as unknown as LocalMedia;
    },
    createEngine: (theirEvents) => {
      engineEvents = theirEvents;
      return {
        prepare: (reachable: string[]) => (engine.early = [...reachable]),
        offers: () => [],
        joinFailed: () => (engine.early = []),
        joined: ({ roster }: { roster: Roster }) => {
          engine.rosters.push(ids(roster));
        },
        update: (roster: Roster) => engine.rosters.push(ids(roster)),
        gone: (ids: string[]) => engine.gone.push(...ids),
        sendNote: (to: string, { type }: { type: string }) => engine.notes.push([to, type]),
        setIceServers: (iceServers: IceServer[]) => engine.iceServers.push(iceServers),
        disconnected: () => undefined,
        close: () => (engine.isClosed = true),
      } as unknown as MediaEngine;
    },
    createSignalling: (theirEvents) => {
      events = theirEvents;
      return {
        on: (event: string, listener: (payload: unknown) => void) => {
          listeners.set(event, [...(listeners.get(event) ?? []), listener]);
        },
        request: (event: string, payload: unknown, onAnswer?: () => void) =>
          new Promise((resolve) => {
            requests.push({
              event,
              payload,
              answer: async (reply) => {
                onAnswer?.();
                resolve(reply);
                await settle();
              },
            });
          }),
        sendWithoutReply: () => undefined,
        close: () => undefined,
        connect: () => undefined,
      } as unknown as Signalling;
    },
    onError: (error) => assert.fail(String(error)),
  });
  assert.ok(events && engineEvents && mediaEvents);
  const { onChange } = mediaEvents;
  return {
    call,
    engine,
    media,
    events,
    requests,
    onRemote: engineEvents.onRemote,
    onNote: (from: string, note: ChannelNote) => engineEvents?.onNote?.(from, note),
    emit: (event: string, payload: unknown = {}) => {
      for (const listener of listeners.get(event) ?? []) listener(payload);
    },
    /** Removes and returns the oldest request of this kind. Fails if the call has sent none. */
    take: (event: string): Request => {
      const at = requests.findIndex((each) => each.event === event);
      const [found] = at < 0 ? [] : requests.splice(at, 1);
      assert.ok(found, `the call has not sent ${event}`);
      return found;
    },
    changeMedia: (change: Partial<LocalMediaState>) => {
      media.state = { ...media.state, ...change };
      onChange(media.state);
    },
    phase: () => call.store.get().phase,
    notices: () => call.store.get().notices.map(({ text }) => text),
  };
}

export type FakeCall = ReturnType<typeof fakeCall>;

export const settle = async () => {
  await new Promise(setImmediate);
  await nextTask(); // in which the page draws the call after a join
  await new Promise(setImmediate);
};
export const ok = (value: unknown) => ({ ok: true, value }) as const;
export const refusal = (code: string) =>
  ({ ok: false, error: { code, message: 'In English' } }) as SignallingReply<unknown>;

/** A call that the page has joined after these others. */
export async function joinedCall(...others: string[]): Promise<FakeCall> {
  const parts = fakeCall();
  void parts.call.join();
  await parts.take('join-call').answer(ok(snapshot([...others, 'me'].map(person))));
  assert.equal(parts.phase(), 'joined');
  return parts;
}

function ids(roster: Roster): string[] {
  return roster.map(({ participantId }) => participantId);
}
