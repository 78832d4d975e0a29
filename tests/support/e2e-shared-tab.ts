import type { Page } from '@playwright/test';
import { SHARED_TITLE } from './e2e-browsers.js';
import type { CameraColour, Colour } from './e2e-media.js';
import type { Person } from './e2e-people.js';
import type { Arrival } from './e2e-test.js';

/** Somebody who can share a tab, as `arrive` takes it. */
export function sharer(camera: CameraColour): Arrival {
  return { browser: 'tabs', camera, options: { permissions: ['camera', 'microphone'] } };
}

/** Opens the tab that a sharer's browser shares when it is asked for a screen; all of one colour, or with a small box that moves. */
export async function openTab(person: Person, [r, g, b]: Colour, { moving = false } = {}): Promise<Page> {
  const tab = await person.page.context().newPage();
  await tab.setViewportSize({ width: 640, height: 360 });
  await tab.setContent(
    `<title>${SHARED_TITLE}</title>
     <style>
       html { background: rgb(${r} ${g} ${b}) }
       div { position: fixed; bottom: 0; width: 60px; height: 60px; background: white; animation: 1s infinite alternate go }
       @keyframes go { to { left: 80% } }
     </style>
     ${moving ? '<div></div>' : ''}`,
  );
  await person.page.bringToFront();
  return tab;
}
