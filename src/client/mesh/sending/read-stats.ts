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
  /** The camera of the other end: its bytes without headers, and its frames. */
  readonly camera: { readonly bytes: number; readonly decoded: number };
}

/** A frame of the shared encoder goes out instead of a dummy with so many lines, see `shared-encoder/`. */
export const DUMMY_LINES = 16;

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
  readonly frameHeight?: number;
  readonly trackIdentifier?: string;
  readonly bytesReceived?: number;
}

/**
 * Reads the statistics of one connection. `since` is the time of the earlier ones: older reports count no more. `cameraId`
 * is the id of the track that shows the camera of the other end.
 */
export function readStats(report: Iterable<AnyStats>, since: number, cameraId?: string): PairStats {
  const all = [...report];
  const video = all.filter(({ kind }) => kind === 'video');
  const sent = video.filter(({ type, active }) => type === 'outbound-rtp' && active !== false);
  // A dummy does not tell whether the processor or the path holds the picture back.
  const pictures = sent.filter(({ frameHeight = Infinity }) => frameHeight > DUMMY_LINES);
  const received = video.filter(({ type }) => type === 'inbound-rtp');
  const camera = received.filter(({ trackIdentifier }) => trackIdentifier === cameraId);
  const paths = all.filter(({ type, nominated }) => type === 'candidate-pair' && nominated === true);
  const losses = all
    .filter(({ type, timestamp }) => type === 'remote-inbound-rtp' && timestamp > since)
    .flatMap(({ fractionLost }) => fractionLost ?? []);
  const rates = paths.flatMap(({ availableOutgoingBitrate }) => availableOutgoingBitrate ?? []);
  const isHeldBackBy = (reason: string) => pictures.some((each) => each.qualityLimitationReason === reason);
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
    camera: {
      bytes: sum((each) => each.bytesReceived, camera),
      decoded: sum((each) => each.framesDecoded, camera),
    },
  };
}
