import { inspect } from 'node:util';

/** Runs the check of one input, and names the input in the error if the check fails. */
export async function describeInput(input: unknown, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const shown = inspect(input, { depth: 6, maxStringLength: 300, breakLength: 110 });
    throw new Error(`${reason}\nInput: ${shown}`, { cause: error });
  }
}
