import type { Page } from '@playwright/test';

/** What one connection has received of a microphone since it began. */
export interface SoundTotals {
  /** The energy of everything that was heard: it hardly grows while the other person is silent. */
  readonly energy: number;
  readonly samples: number;
  /** Samples that the browser made up, because those of the other end were missing. */
  readonly concealed: number;
  /** Those among them that stand for silence, which is not sent. */
  readonly silent: number;
  readonly packets: number;
  readonly lost: number;
}

/** How well a person was heard. Shares are from 0 to 1. */
export interface SoundQuality {
  readonly concealed: number;
  readonly lost: number;
}

/** Of a person who says nothing, less arrives in a second. */
const ENERGY_MIN = 1e-4;

/** How well those were heard who talked between the two totals of each connection. */
export function qualityOfTalkers(
  before: ReadonlyMap<string, SoundTotals>,
  after: ReadonlyMap<string, SoundTotals>,
): SoundQuality[] {
  return [...after].flatMap(([id, end]) => {
    const start = before.get(id);
    if (!start || end.energy - start.energy < ENERGY_MIN) return [];
    const of = (read: (totals: SoundTotals) => number) => read(end) - read(start);
    const missing = of(({ concealed }) => concealed) - of(({ silent }) => silent);
    const lost = of(({ lost: packets }) => packets);
    return [
      {
        concealed: share(
          missing,
          of(({ samples }) => samples),
        ),
        lost: share(lost, of(({ packets }) => packets) + lost),
      },
    ];
  });
}

/** Packets that arrive late count as received after all, so a difference may be negative. */
function share(part: number, whole: number): number {
  return whole > 0 ? Math.max(0, part) / whole : 1;
}

/** The fields of WebRTC statistics that hold the totals. */
const FIELDS = {
  energy: 'totalAudioEnergy',
  samples: 'totalSamplesReceived',
  concealed: 'concealedSamples',
  silent: 'silentConcealedSamples',
  packets: 'packetsReceived',
  lost: 'packetsLost',
} as const satisfies Record<keyof SoundTotals, string>;

/** The sound of all microphones in the call, by an id of the connection. The page must run `CONNECTIONS_SCRIPT`. */
export async function readSound(page: Page): Promise<Map<string, SoundTotals>> {
  return new Map(
    await page.evaluate(async (fields) => {
      const { benchConnections } = window as unknown as { benchConnections: RTCPeerConnection[] };
      const all: [string, SoundTotals][] = [];
      for (const [index, connection] of benchConnections.entries()) {
        if (connection.connectionState !== 'connected') continue;
        const report = await connection.getTransceivers()[0]?.receiver.getStats();
        report?.forEach((stats: Record<string, unknown>) => {
          if (stats['type'] !== 'inbound-rtp') return;
          const totals = Object.entries(fields).map(([key, field]) => [key, Number(stats[field] ?? 0)]);
          all.push([String(index), Object.fromEntries(totals) as SoundTotals]);
        });
      }
      return all;
    }, FIELDS),
  );
}
