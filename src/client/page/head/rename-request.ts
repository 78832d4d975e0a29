import { messages as t } from '#messages/callHead';
import { ownAddress } from '../../lib/own-address.js';

const FORBIDDEN = 403;

/** Changes the title of the meeting of this page. Resolves to null, or to the reason why it has not worked. */
export async function renameMeeting(title: string): Promise<string | null> {
  const code = location.pathname.split('/').at(-1) ?? '';
  try {
    const reply = await fetch(ownAddress(`api/v1/meetings/${code}`), {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title }),
    });
    if (reply.ok) return null;
    if (reply.status === FORBIDDEN) return t.onlyHostRenames();
    return reply.status === 422 ? t.titleRefused() : t.notRenamed();
  } catch {
    return t.notRenamed(); // the server is away
  }
}
