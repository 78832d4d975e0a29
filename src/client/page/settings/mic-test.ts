import { messages as t } from '#messages/settings';
import { MicProbe } from '../../devices/mic-probe.js';
import { find, setText } from '../../lib/dom.js';

const INTERVAL_MS = 100;

/** Shows the level of the microphone while the settings are open, also while it is muted. */
export function createMicTest(dialog: ParentNode, track: () => MediaStreamTrack | null) {
  const meter = find(dialog, '.level__meter', HTMLMeterElement);
  const hint = find(dialog, '#mic-test-hint', HTMLElement);
  let probe: MicProbe | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function show(): void {
    const current = track();
    setText(hint, current ? t.micTestHint() : t.micTestOff());
    const level = probe?.level(current) ?? 0;
    // Speech is near 0.1, and the meter's scale makes that visible.
    meter.value = Math.min(1, Math.sqrt(level) * 1.6);
  }

  function stop(): void {
    clearInterval(timer);
    probe?.close();
    probe = null;
  }

  return {
    start(): void {
      stop();
      probe = new MicProbe();
      show();
      timer = setInterval(show, INTERVAL_MS);
    },
    stop,
  };
}
