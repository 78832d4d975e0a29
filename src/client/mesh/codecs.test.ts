import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCodecs, narrow } from './codecs.js';

const h264 = (mode: number, profile: string) => ({
  mimeType: 'video/H264',
  sdpFmtpLine: `level-asymmetry-allowed=1;packetization-mode=${String(mode)};profile-level-id=${profile}`,
});
const CHROMIUM_VIDEO = [
  { mimeType: 'video/VP8' },
  { mimeType: 'video/rtx' },
  { mimeType: 'video/VP9', sdpFmtpLine: 'profile-id=0' },
  { mimeType: 'video/VP9', sdpFmtpLine: 'profile-id=2' },
  ...[h264(1, '42001f'), h264(0, '42e01f'), h264(1, '42e01f'), h264(1, '640c1f')],
  { mimeType: 'video/AV1', sdpFmtpLine: 'level-idx=5;profile=0;tier=0' },
  ...['red', 'ulpfec', 'flexfec-03'].map((name) => ({ mimeType: `video/${name}` })),
];
const FIREFOX_VIDEO = [
  { mimeType: 'video/H264', sdpFmtpLine: h264(1, '42e01f').sdpFmtpLine.split(';').reverse().join(';') },
  { mimeType: 'video/VP8', sdpFmtpLine: 'max-fs=12288;max-fr=60' },
  { mimeType: 'video/VP9', sdpFmtpLine: 'max-fs=12288;max-fr=60' },
];
const AUDIO = ['opus', 'red', 'G722', 'PCMU', 'telephone-event'].map((name) => ({
  mimeType: `audio/${name}`,
}));
const named = (codecs: readonly { mimeType: string; sdpFmtpLine?: string }[]) =>
  codecs.map(({ mimeType, sdpFmtpLine = '' }) => `${mimeType} ${sdpFmtpLine}`.trim());

test('a camera offers VP8 first, and one profile of H.264', () => {
  assert.deepEqual(named(chooseCodecs('camera', CHROMIUM_VIDEO, false)), [
    'video/VP8',
    named([h264(1, '42e01f')])[0],
    'video/rtx',
  ]);
  const firefox = chooseCodecs('camera', FIREFOX_VIDEO, false).map(({ mimeType }) => mimeType);
  assert.deepEqual(firefox, ['video/VP8', 'video/H264']);
});

test('a screen offers VP9 first, in the profile that every browser decodes', () => {
  assert.equal(named(chooseCodecs('screen', CHROMIUM_VIDEO, false))[0], 'video/VP9 profile-id=0');
  assert.equal(chooseCodecs('screen', CHROMIUM_VIDEO, false)[1]?.mimeType, 'video/VP8');
  assert.equal(chooseCodecs('screen', CHROMIUM_VIDEO, false).length, 4);
  assert.equal(chooseCodecs('screen', FIREFOX_VIDEO, false)[0]?.mimeType, 'video/VP9');
});

test('only the microphone repeats its sound, and only if it shall', () => {
  assert.deepEqual(named(chooseCodecs('mic', AUDIO, false)), ['audio/opus']);
  assert.deepEqual(named(chooseCodecs('mic', AUDIO, true)), ['audio/red', 'audio/opus']);
  assert.deepEqual(named(chooseCodecs('screenAudio', AUDIO, true)), ['audio/opus']);
  const withoutRed = AUDIO.filter(({ mimeType }) => mimeType !== 'audio/red');
  assert.deepEqual(named(chooseCodecs('mic', withoutRed, true)), ['audio/opus']);
});

test('header extensions that nobody reads are not offered', (context) => {
  const uris = [
    'urn:ietf:params:rtp-hdrext:sdes:mid',
    'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
    'urn:3gpp:video-orientation',
    'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
    'http://www.webrtc.org/experiments/rtp-hdrext/color-space',
  ];
  let offered: { uri: string; direction: string }[] = [];
  let preferred: unknown;
  const transceiver = {
    receiver: { track: { kind: 'video' } },
    setCodecPreferences: (codecs: unknown) => (preferred = codecs),
    getHeaderExtensionsToNegotiate: () => uris.map((uri) => ({ uri, direction: 'sendrecv' })),
    setHeaderExtensionsToNegotiate: (list: typeof offered) => (offered = list),
  };
  const receiver = { getCapabilities: () => ({ codecs: CHROMIUM_VIDEO, headerExtensions: [] }) };
  Object.assign(globalThis, { RTCRtpReceiver: receiver });
  context.after(() => Reflect.deleteProperty(globalThis, 'RTCRtpReceiver'));
  narrow(transceiver as unknown as RTCRtpTransceiver, 'camera', false);
  assert.deepEqual(preferred, chooseCodecs('camera', CHROMIUM_VIDEO, false));
  assert.deepEqual(
    offered.map(({ direction }) => direction),
    ['sendrecv', 'sendrecv', 'sendrecv', 'stopped', 'stopped'],
  );
});

test('a browser without these methods offers what it knows', () => {
  narrow({ receiver: { track: { kind: 'video' } } } as RTCRtpTransceiver, 'camera', false);
});
