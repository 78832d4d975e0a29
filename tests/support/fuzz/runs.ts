import { randomInt } from 'node:crypto';
import type { TestContext } from 'node:test';
import fc from 'fast-check';

/**
 * Every run tries the same inputs, so that a change is judged by what it changes. FUZZ_SEED chooses others: a number, or
 * `random`. FUZZ_FACTOR=10 tries ten times as many.
 */
const CHOSEN = process.env['FUZZ_SEED'] ?? '790266747';
const SEED = CHOSEN === 'random' ? randomInt(2 ** 31) : Number(CHOSEN);
const FACTOR = Number(process.env['FUZZ_FACTOR'] ?? 1);

/**
 * Generates `inputs` values in batches of `batch` and tries each batch. Prints the seed. Stops at the first failure
 * without looking for a smaller one: an earlier batch may have changed the state of the server.
 */
export async function tryInBatches<T>(
  t: TestContext,
  values: fc.Arbitrary<T>,
  { inputs, batch }: { inputs: number; batch: number },
  attempt: (values: readonly T[]) => Promise<void>,
): Promise<void> {
  const began = performance.now();
  const numRuns = Math.ceil((inputs * FACTOR) / batch);
  console.log(`${t.name}: ${numRuns * batch} inputs with FUZZ_SEED=${SEED}`);
  const batches = fc.array(values, { minLength: batch, maxLength: batch, size: 'max' });
  await fc.assert(fc.asyncProperty(batches, attempt), {
    seed: SEED,
    numRuns,
    endOnFailure: true,
    reporter: ({ failed, errorInstance, counterexamplePath }) => {
      if (!failed) return;
      const cause = errorInstance instanceof Error ? errorInstance : new Error(String(errorInstance));
      throw new Error(`FUZZ_SEED=${SEED}, batch ${counterexamplePath ?? '?'}: ${cause.message}`, { cause });
    },
  });
  t.diagnostic(`${((performance.now() - began) / 1_000).toFixed(1)} s`);
}
