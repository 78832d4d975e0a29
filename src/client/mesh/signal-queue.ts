import type { Signal } from '../../shared/protocol.js';

/** One attempt to send a signal. The next attempt is another object, so a late result of this one changes nothing. */
export interface Attempt {
  readonly signal: Signal;
  readonly isUnderWay: boolean;
}

/** The signals to one participant that the server has not yet delivered, in the order in which they must arrive. */
export class SignalQueue {
  #attempts: Attempt[] = [];

  add(signal: Signal): void {
    this.#attempts.push({ signal, isUnderWay: false });
  }

  /** Returns the signals to send now. Each is under way until `delivered`, `refused` or `rewind`. */
  take(): Attempt[] {
    const taken: Attempt[] = [];
    this.#attempts = withoutSuperseded(this.#attempts).map((attempt) => {
      if (attempt.isUnderWay) return attempt;
      const started = { signal: attempt.signal, isUnderWay: true };
      taken.push(started);
      return started;
    });
    return taken;
  }

  delivered(attempt: Attempt): void {
    this.#attempts = this.#attempts.filter((each) => each !== attempt);
  }

  /**
   * The signal must be sent again, and after it all later ones, because the other page needs them in order. It ignores
   * a signal that it gets twice. Returns false for the late result of an earlier attempt.
   */
  refused(attempt: Attempt): boolean {
    const index = this.#attempts.indexOf(attempt);
    if (index < 0) return false;
    this.#attempts = this.#attempts.map((each, at) => (at < index ? each : waiting(each)));
    return true;
  }

  /** Every signal under way must be sent again, because the socket that carried them is lost. */
  rewind(): void {
    this.#attempts = this.#attempts.map(waiting);
  }

  clear(): void {
    this.#attempts = [];
  }
}

const waiting = ({ signal }: Attempt): Attempt => ({ signal, isUnderWay: false });

/** Leaves out offers that a later offer replaces, and their candidates, unless they are under way already. */
function withoutSuperseded(attempts: Attempt[]): Attempt[] {
  const latest = attempts.filter(({ signal }) => isOffer(signal)).at(-1);
  let description: Attempt | undefined; // the one that the candidates after it belong to
  return attempts.filter((attempt) => {
    if (attempt.signal.kind === 'description') description = attempt;
    if (attempt.isUnderWay || attempt.signal.kind === 'renew') return true;
    return description === undefined || description === latest || !isOffer(description.signal);
  });
}

function isOffer(signal: Signal): boolean {
  return signal.kind === 'description' && signal.description.type === 'offer';
}
