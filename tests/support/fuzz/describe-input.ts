import { inspect } from 'node:util';

/** Runs the check of one input, and names the input in the error if the check fails. */
export async function describeInput(input: unknown, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const shown = inspect(readable(input), { depth: 6, maxStringLength: 1_000, breakLength: 110 });
    throw new Error(`${reason}\nInput: ${shown}`, { cause: error });
  }
}

/** Shows the body of a request as a text. */
function readable(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('body' in input)) return input;
  return Buffer.isBuffer(input.body) ? { ...input, body: input.body.toString('latin1') } : input;
}
