import type { Page } from '@playwright/test';
import { median } from './table.js';

/** The time between two flashes in ms, and the frames per second that a camera delivers in a call of several. */
const PERIOD_MS = 2_000;
const FPS = 20;

/**
 * A script that runs in the page of one person before its own scripts. The camera becomes a canvas with noise, on which a
 * square turns white every two seconds, and the microphone gives a beep in the same task.
 */
export const CLAPPER_SCRIPT = `
  navigator.mediaDevices.getUserMedia = async ({ audio, video }) =>
    new MediaStream([...(audio ? [clapper().sound()] : []), ...(video ? [clapper().picture()] : [])]);
  let made;
  function clapper() {
    return (made ??= createClapper());
  }
  function createClapper() {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: 1000 });
    const volume = new GainNode(context, { gain: 0 });
    tone.connect(volume);
    tone.start();
    const noise = document.createElement('canvas');
    [noise.width, noise.height] = [960, 540];
    const grains = new ImageData(noise.width, noise.height);
    for (let at = 0; at < grains.data.length; at += 4) {
      grains.data.fill(70 + 60 * (at / grains.data.length) + 12 * Math.random(), at, at + 3);
      grains.data[at + 3] = 255;
    }
    noise.getContext('2d').putImageData(grains, 0, 0);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 360];
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const stream = canvas.captureStream(0);
    let frame = 0;
    setInterval(() => {
      const turn = frame / ${String(FPS)};
      pen.drawImage(noise, -320 * Math.random(), -180 * Math.random());
      pen.fillStyle = '#b98';
      pen.beginPath();
      pen.ellipse(320 + 40 * Math.sin(turn), 200 + 10 * Math.sin(2 * turn), 110, 140, 0, 0, 7);
      pen.fill();
      pen.fillStyle = frame < ${String(FPS / 5)} ? '#fff' : '#222';
      pen.fillRect(240, 100, 160, 160);
      stream.getVideoTracks()[0].requestFrame();
      if (frame === 0) {
        volume.gain.setValueAtTime(0.5, context.currentTime);
        volume.gain.setValueAtTime(0, context.currentTime + 0.2);
      }
      frame = (frame + 1) % ${String((FPS * PERIOD_MS) / 1_000)};
    }, ${String(1_000 / FPS)});
    return {
      sound() {
        const out = context.createMediaStreamDestination();
        volume.connect(out);
        return withSettings(out.stream.getAudioTracks()[0], { deviceId: 'clapper' });
      },
      picture: () =>
        withSettings(stream.getVideoTracks()[0].clone(), {
          ...{ deviceId: 'clapper', width: 640, height: 360, frameRate: ${String(FPS)} },
        }),
    };
  }
  function withSettings(track, settings) {
    track.getSettings = () => settings;
    track.applyConstraints = async () => undefined;
    return track;
  }
`;

/** What a page has seen and heard since the last question, all in ms. */
interface Marks {
  /** When the square turned white on the screen, and when the beep began, on the page's clock. */
  flashes: number[];
  beeps: number[];
  /** By how much the browser itself believes the picture to be later than the sound. */
  believed: number[];
}

export interface LipSync {
  /** By how much the picture was later than the sound, for each flash, in ms. Negative if it was earlier. */
  readonly late: readonly number[];
  readonly believed: readonly number[];
}

/** Stands for the person with the clapper as their own page sees and hears them without a connection. */
export const CONTROL_ID = 'control';

/** Shows the clapper to its own page. What the page measures of it is due to the measurement and the busy machine. */
export async function showControl(page: Page): Promise<void> {
  await page.evaluate(async (id) => {
    const video = document.createElement('video');
    [video.muted, video.autoplay, video.width] = [true, true, 160];
    video.srcObject = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const figure = document.createElement('figure');
    Object.assign(figure.dataset, { participant: id, source: 'camera' });
    Object.assign(figure.style, { position: 'fixed', top: '0', left: '0', margin: '0' }); // a browser draws only what is seen
    figure.append(video);
    document.body.append(figure);
  }, CONTROL_ID);
}

/** Begins to watch the tile of the person with the clapper. The context of the page must bypass its content security policy. */
export async function watchLipSync(page: Page, participantId: string): Promise<void> {
  await page.evaluate(async (id) => {
    const marks: Marks = { flashes: [], beeps: [], believed: [] };
    Object.assign(window, { lipSync: marks });
    const video = document.querySelector<HTMLVideoElement>(
      `figure[data-participant="${id}"][data-source="camera"] video`,
    );
    const stream = video?.srcObject;
    if (!video || !(stream instanceof MediaStream)) throw new Error('The tile has no picture');

    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [4, 4];
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    // A method, because the compiler gives functions in variables a helper that the page does not have.
    const eye = {
      wasWhite: true,
      look(_now: number, { expectedDisplayTime }: VideoFrameCallbackMetadata) {
        const [width, height] = [video.videoWidth, video.videoHeight];
        pen?.drawImage(video, width * 0.45, height * 0.4, width * 0.1, height * 0.2, 0, 0, 4, 4);
        const isWhite = (pen?.getImageData(1, 1, 1, 1).data[1] ?? 0) > 150;
        if (isWhite && !eye.wasWhite) marks.flashes.push(expectedDisplayTime);
        eye.wasWhite = isWhite;
        video.requestVideoFrameCallback(eye.look);
      },
    };
    video.requestVideoFrameCallback(eye.look);

    const detector = `registerProcessor('beep', class extends AudioWorkletProcessor {
      quietUntil = 0;
      process([[samples = []]]) {
        const loud = samples.findIndex((sample) => Math.abs(sample) > 0.1);
        if (loud >= 0 && currentFrame > this.quietUntil) this.port.postMessage((currentFrame + loud) / sampleRate);
        if (loud >= 0) this.quietUntil = currentFrame + sampleRate / 2;
        return true;
      }
    })`;
    const context = new AudioContext();
    await context.audioWorklet.addModule(
      URL.createObjectURL(new Blob([detector], { type: 'text/javascript' })),
    );
    const node = new AudioWorkletNode(context, 'beep');
    node.port.onmessage = ({ data }: MessageEvent<number>) => {
      const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
      marks.beeps.push(performanceTime + (data - contextTime) * 1_000);
    };
    context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(node);

    const { benchConnections } = window as unknown as { benchConnections: RTCPeerConnection[] };
    const [track] = stream.getVideoTracks();
    const connection = benchConnections.find((each) =>
      each.getReceivers().some((receiver) => receiver.track === track),
    );
    setInterval(() => {
      void connection?.getStats().then((report) => {
        const playout: Record<string, number> = {};
        report.forEach((stats: { type: string; kind?: string; estimatedPlayoutTimestamp?: number }) => {
          const { type, kind = '', estimatedPlayoutTimestamp: at } = stats;
          if (type === 'inbound-rtp' && at) playout[kind] = at;
        });
        const { audio, video: picture } = playout;
        if (audio && picture) marks.believed.push(audio - picture);
      });
    }, 1_000);
  }, participantId);
}

/** Resolves to what a watching page has measured since the last call. */
export async function takeLipSync(page: Page): Promise<LipSync> {
  const { flashes, beeps, believed } = await page.evaluate(() => {
    const { lipSync } = window as unknown as { lipSync: Marks };
    const taken = structuredClone(lipSync);
    for (const marks of Object.values(lipSync) as number[][]) marks.length = 0;
    return taken;
  });
  const late = flashes.flatMap((flash) => {
    const beep = beeps.toSorted((a, b) => Math.abs(a - flash) - Math.abs(b - flash))[0] ?? Infinity;
    return Math.abs(beep - flash) < PERIOD_MS / 4 ? flash - beep : [];
  });
  return { late, believed };
}

/** Such as `12 ms (-8 to 30)`: the median of the absolute values, and the two ends of the middle 90 %. */
export function describeLate(late: readonly number[]): string {
  const sorted = late.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(0) ?? '–';
  return `${median(late.map(Math.abs)).toFixed(0)} ms (${at(0.05)} to ${at(0.95)})`;
}
