/** What the statistics of one connection say. Totals count from the start of the connection. */
export interface PairStats {
  /** The time of the statistics, in ms since the epoch. */
  readonly at: number;
  /** In bits per second; null where the browser does not estimate it. */
  readonly available: number | null;
  /** The highest share of lost packets in the reports of the other end since the earlier statistics; null if none came. */
  readonly loss: number | null;
  readonly isHeldBackByPath: boolean;
  readonly isHeldBackByCpu: boolean;
  readonly encodeSeconds: number;
  readonly framesDecoded: number;
  readonly framesDropped: number;
}

/** The fields of WebRTC statistics that this file reads. Browsers leave some of them out. */
interface AnyStats {
  readonly type: string;
  readonly timestamp: number;
  readonly kind?: string;
  readonly nominated?: boolean;
  readonly availableOutgoingBitrate?: number;
  readonly fractionLost?: number;
  readonly qualityLimitationReason?: string;
  readonly totalEncodeTime?: number;
  readonly framesDecoded?: number;
  readonly framesDropped?: number;
  readonly active?: boolean;
}

/** Reads the statistics of one connection. `since` is the time of the earlier ones: older reports count no more. */
export function readStats(report: Iterable<AnyStats>, since: number): PairStats {
  const all = [...report];
  const video = all.filter(({ kind }) => kind === 'video');
  const sent = video.filter(({ type, active }) => type === 'outbound-rtp' && active !== false);
  const received = video.filter(({ type }) => type === 'inbound-rtp');
  const paths = all.filter(({ type, nominated }) => type === 'candidate-pair' && nominated === true);
  const losses = all
    .filter(({ type, timestamp }) => type === 'remote-inbound-rtp' && timestamp > since)
    .flatMap(({ fractionLost }) => fractionLost ?? []);
  const rates = paths.flatMap(({ availableOutgoingBitrate }) => availableOutgoingBitrate ?? []);
  const isHeldBackBy = (reason: string) => sent.some((each) => each.qualityLimitationReason === reason);
  const sum = (read: (stats: AnyStats) => number | undefined, of: AnyStats[]) =>
    of.reduce((total, each) => total + (read(each) ?? 0), 0);
  return {
    at: all.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0),
    available: rates.length > 0 ? Math.max(...rates) : null,
    loss: losses.length > 0 ? Math.max(...losses) : null,
    isHeldBackByPath: isHeldBackBy('bandwidth'),
    isHeldBackByCpu: isHeldBackBy('cpu'),
    encodeSeconds: sum((each) => each.totalEncodeTime, sent),
    framesDecoded: sum((each) => each.framesDecoded, received),
    framesDropped: sum((each) => each.framesDropped, received),
  };
}
