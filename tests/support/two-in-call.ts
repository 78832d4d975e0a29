import { user } from './start-realtime.js';
import type { RealtimeServer } from './start-realtime.js';
import type { TestPage } from './test-page.js';

export const CODE = 'abc-defg-hjk';

export const ann = user('Ann');
export const bob = user('Bob');
export const cem = user('Cem');

/** Returns one page of Ann and one of Bob, who have joined the call of `CODE` in this order. */
export async function twoInCall(server: RealtimeServer): Promise<[first: TestPage, second: TestPage]> {
  const [first, second] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  await second.join(CODE);
  return [first, second];
}
