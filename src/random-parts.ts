import type { Config } from './config.js';
import { outline } from './logging/log.js';
import type { Log } from './logging/log.js';
import type { RandomPagesOptions } from './realtime/pairing/random-pages.js';
import { createParticipantIds } from './realtime/participant-id.js';
import { deriveKey } from './security/secrets.js';
import { createBlocks } from './services/blocks.js';
import type { IceServers } from './services/ice-servers.js';
import type { Limits } from './services/limits/limits.js';
import { createRandomMail } from './services/random-mail.js';
import { createRandomReports } from './services/random-reports.js';
import { createRandomSeats } from './services/random-seats.js';

export interface RandomPartsOptions {
  readonly config: Pick<Config, 'random'>;
  readonly secret: string;
  readonly limits: Pick<Limits, 'randomReports'>;
  readonly iceServers: Pick<IceServers, 'forSession'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** ms since the epoch */
  readonly now: () => number;
}

/** Everything that the random meetings need, for sockets and for pages. */
export function createRandomParts({ config, secret, limits, iceServers, log, now }: RandomPartsOptions) {
  const reports = createRandomReports(now);
  const sockets: RandomPagesOptions = {
    seats: createRandomSeats(now),
    mail: createRandomMail(now),
    blocks: createBlocks(),
    reports,
    reportQuota: limits.randomReports,
    iceServers,
    pageIds: createParticipantIds(deriveKey(secret, 'random page')),
    now,
    log(line) {
      log.info(line);
    },
    onFailure(error) {
      log.error(`random meetings failed ${outline(error)}`);
    },
  };
  const isOn = config.random === 'on';
  return { sockets: isOn ? sockets : null, reports, isOn };
}
