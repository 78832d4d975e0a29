import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FleetReport, FleetRequest } from './fleet-messages.js';

const PROCESS = fileURLToPath(new URL('fleet-process.ts', import.meta.url));
const PATIENCE_MS = 60_000;

/** Whether `@roamhq/wrtc` has a program for this platform. npm installs Parley without it, too. */
export async function canJoinFleet(): Promise<boolean> {
  try {
    await import('@roamhq/wrtc');
    return true;
  } catch {
    return false;
  }
}

/**
 * People without a browser, in a process of their own, so that their processor time is not counted as that of the
 * browsers. They have connections to the pages and none to each other: a page notices no difference, and the machine has
 * to carry far less.
 */
export class Fleet {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when each of them is connected to each page. */
  static async join(request: Omit<FleetRequest & { type: 'join' }, 'type'>): Promise<Fleet> {
    const fleet = new Fleet(fork(PROCESS, { execArgv: ['--import', 'tsx'] }));
    try {
      await fleet.#ask({ type: 'join', ...request }, 'connected');
    } catch (error) {
      await fleet.leave();
      throw error;
    }
    return fleet;
  }

  async cpuMs(): Promise<number> {
    return (await this.#ask({ type: 'cpu' }, 'cpu')).ms;
  }

  async leave(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    if (this.#child.connected) this.#child.send({ type: 'leave' } satisfies FleetRequest);
    await ended;
    clearTimeout(patience);
  }

  #ask<T extends FleetReport['type']>(
    request: FleetRequest,
    answer: T,
  ): Promise<Extract<FleetReport, { type: T }>> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(patience);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        settle();
      };
      const fail = (reason: string) => {
        end(() => {
          reject(new Error(`The Node peers: ${reason}`));
        });
      };
      const patience = setTimeout(fail, PATIENCE_MS, `no answer to ${request.type}`);
      const onExit = () => {
        fail('their process has ended');
      };
      const onMessage = (report: FleetReport) => {
        if (report.type === 'failed') fail(report.reason);
        else if (report.type === answer) {
          end(() => {
            resolve(report as Extract<FleetReport, { type: T }>);
          });
        }
      };
      this.#child.on('message', onMessage);
      this.#child.on('exit', onExit);
      this.#child.send(request);
    });
  }
}
