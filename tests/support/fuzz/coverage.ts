import assert from 'node:assert/strict';

/** Counts how often each target accepted and refused an input, because inputs that are always refused prove little. */
export class Coverage {
  readonly #counts = new Map<string, { accepted: number; refused: number }>();

  constructor(targets: readonly string[]) {
    for (const target of targets) this.#counts.set(target, { accepted: 0, refused: 0 });
  }

  note(target: string, isAccepted: boolean): void {
    const counts = this.#counts.get(target);
    if (counts) counts[isAccepted ? 'accepted' : 'refused'] += 1;
  }

  /** Fails for each target that accepted nothing, and for each of `refusing` that refused nothing. */
  check(refusing: readonly string[]): void {
    for (const [target, { accepted, refused }] of this.#counts) {
      const hint = 'Add examples for its fields to tests/support/fuzz/world.ts.';
      assert.ok(accepted > 0, `${target} accepted none of ${accepted + refused} inputs. ${hint}`);
      if (refusing.includes(target)) assert.ok(refused > 0, `${target} refused no input.`);
    }
  }
}
