import { expect, type Page } from '@playwright/test';

declare global {
  interface Window {
    /** The frequencies of every note that the page has played, in Hz. */
    playedHertz: number[];
  }
}

/** Notes the sounds that a page makes. Call it before the page opens. */
export async function recordSounds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.playedHertz = [];
    const { setValueAtTime } = AudioParam.prototype;
    AudioParam.prototype.setValueAtTime = function (value, at) {
      if (value > 100) window.playedHertz.push(value); // a frequency, and not a volume
      return setValueAtTime.call(this, value, at);
    };
  });
}

export async function expectSound(page: Page, ...hertz: number[]): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.playedHertz.join())).toContain(hertz.join());
}
