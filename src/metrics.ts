import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LiveCounts {
  readonly calls: number;
  readonly participants: number;
  readonly sockets: number;
}

export interface Metrics {
  /** The present values in the text format of Prometheus, version 0.0.4. */
  text(): string;
  close(): void;
}

const NANOSECONDS = 1e9;
const RESOLUTION_MS = 20;
const QUANTILES = [0.5, 0.9, 0.99];

/** Measures from now on. `counts` is asked whenever somebody reads the values. */
export function createMetrics(counts: () => LiveCounts): Metrics {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    text() {
      const { calls, participants, sockets } = counts();
      const memory = process.memoryUsage();
      const cpu = process.cpuUsage();
      const lines = [
        ...metric('parley_calls', 'gauge', 'Running calls.', calls),
        ...metric('parley_participants', 'gauge', 'Participants of all running calls.', participants),
        ...metric('parley_sockets', 'gauge', 'Open connections of Socket.IO.', sockets),
        '# HELP parley_event_loop_delay_seconds Delay of the event loop since the start or the previous request.',
        '# TYPE parley_event_loop_delay_seconds gauge',
        ...QUANTILES.map(
          (quantile) =>
            `parley_event_loop_delay_seconds{quantile="${quantile}"} ${seconds(delay.percentile(quantile * 100))}`,
        ),
        `parley_event_loop_delay_seconds{quantile="1"} ${seconds(delay.max)}`,
        ...metric('process_resident_memory_bytes', 'gauge', 'Resident memory.', memory.rss),
        ...metric('nodejs_heap_size_used_bytes', 'gauge', 'Used heap of JavaScript.', memory.heapUsed),
        ...metric('nodejs_external_memory_bytes', 'gauge', 'Memory outside of the heap.', memory.external),
        ...metric(
          'process_cpu_seconds_total',
          'counter',
          'Time of the processor.',
          (cpu.user + cpu.system) / 1e6,
        ),
        ...metric('process_uptime_seconds', 'gauge', 'Time since the start.', process.uptime()),
      ];
      delay.reset();
      return `${lines.join('\n')}\n`;
    },
    close() {
      delay.disable();
    },
  };
}

function metric(name: string, type: 'gauge' | 'counter', help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}

/** The histogram counts the whole time between two of its ticks. Without a tick yet, it reports a value below zero or none. */
function seconds(nanoseconds: number): number {
  const delay = nanoseconds / NANOSECONDS - RESOLUTION_MS / 1_000;
  return Number.isFinite(delay) && delay > 0 && delay < 3_600 ? Number(delay.toFixed(6)) : 0;
}
