import type { Page } from '@playwright/test';
import { SHARED_TITLE } from './browsers.js';
import type { CameraColour, Colour } from './media.js';
import type { Person } from './people.js';
import type { Arrival } from './test.js';

/** The options of `arrive` for a person who can share a tab. */
export function sharer(camera: CameraColour): Arrival {
  return { browser: 'tabs', camera, options: { permissions: ['camera', 'microphone'] } };
}

/** Opens the tab that the browser shares when the page asks for a screen. It has one colour and, if `moving`, a small moving box. */
export async function openTab(
  person: Person,
  [r, g, b]: Colour,
  { moving = false, width = 640 } = {},
): Promise<Page> {
  const tab = await person.page.context().newPage();
  await tab.setViewportSize({ width, height: (width * 9) / 16 });
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
