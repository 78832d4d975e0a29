/** With so many, a call takes a large share of what a computer can do. */
const FEW = 2;

/** `processors` is the number that the browser tells; NaN or undefined if it does not. */
export function hasFewProcessors(processors: number | undefined): boolean {
  return processors !== undefined && processors <= FEW;
}
