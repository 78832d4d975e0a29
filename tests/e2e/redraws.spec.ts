import { expect, test } from './support/test.js';

test('a person who starts and stops speaking changes nothing but the tile of that person', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.page.addInitScript(() => {
    // Ben is heard during every other second.
    RTCRtpReceiver.prototype.getSynchronizationSources = () => [
      { audioLevel: Math.floor(performance.now() / 1_000) % 2, rtpTimestamp: 0, source: 0, timestamp: 0 },
    ];
  });
  await ann.join(code);
  await ann.toggle('Camera'); // the page would fit a camera that changes its size
  await ann.toggle('Microphone');
  const warning = ann.page.locator('.notice', { hasText: 'talking while muted' });
  await warning.locator('button:visible').last().click(); // the next one comes half a minute later
  await ben.join(code);
  await expect(ann.tileOf(ben)).toHaveClass(/tile--speaking/);
  await ann.openPanel('People');
  await expect(ann.page.locator('#notices')).toBeEmpty({ timeout: 20_000 });
  // Each of these lets the browser draw every frame of a video once more, and so does the ring of a speaker above the picture.
  const styles = await ann.tileOf(ben).evaluate((tile) =>
    [tile, tile.querySelector('video')!].map((element) => {
      const { filter, transform, boxShadow, willChange, backdropFilter } = getComputedStyle(element);
      return { filter, transform, boxShadow, willChange, backdropFilter };
    }),
  );
  const ring = await ann.tileOf(ben).evaluate((tile) => getComputedStyle(tile, '::after').content);
  expect(ring, 'the content above the picture').toBe('none');
  const plain = { filter: 'none', boxShadow: 'none', willChange: 'auto', backdropFilter: 'none' };
  expect(styles, 'the styles of a tile and its video').toEqual([
    {
      ...plain,
      // A script places the tiles by moving them, which changes no pixel of them.
      transform: expect.stringMatching(/^(none|matrix\(1, 0, 0, 1, \d+, \d+\))$/),
      // The ring lies outside the tile, so the frames do not concern it. It has no blur.
      boxShadow: expect.stringMatching(/^(none|rgb\([\d, ]+\) 0px 0px 0px 3px)$/),
    },
    { ...plain, transform: 'none' },
  ]);
  const changed = await ann.page.evaluate(async (speaker) => {
    const page = document.querySelector('#room')!;
    const elsewhere = new Set<string>();
    let turns = 0;
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver((changes) => {
        // The clock of the call ticks meanwhile.
        const others = changes.filter(({ target }) => !document.querySelector('#clock')?.contains(target));
        if (others.length === 0) return;
        for (const { target } of others) {
          const tile = (target instanceof Element ? target : target.parentElement)?.closest('figure');
          if (tile?.dataset['participant'] !== speaker) elsewhere.add(target.nodeName);
        }
        turns += 1;
        if (turns === 4) {
          observer.disconnect();
          resolve();
        }
      });
      observer.observe(page, { attributes: true, childList: true, characterData: true, subtree: true });
    });
    return [...elsewhere];
  }, ben.id);
  expect(changed).toEqual([]);
});
