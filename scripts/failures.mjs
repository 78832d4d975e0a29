// Tells in short why tests failed. The end of a long log then says what the reader wants to know first.
import { stripVTControlCharacters } from 'node:util';

/** The lines of a message that are printed. An assertion names both values within them. */
const LINES_MAX = 12;

/**
 * The failed tests of Playwright’s JSON report, each with its place and its first error.
 * @returns {string[]}
 */
export function playwrightFailures({ suites = [] }) {
  return suites.flatMap((suite) => [
    ...playwrightFailures(suite),
    ...(suite.specs ?? []).flatMap(({ file, line, title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) => {
          const [error] = results.flatMap(({ errors = [] }) => errors);
          return inShort(`${file}:${line} ${title}`, error?.message);
        }),
    ),
  ]);
}

/** A failed test and the first lines of its message. */
export function inShort(test, message = 'It gave no message.') {
  const lines = stripVTControlCharacters(String(message))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_MAX);
  return [test, ...lines.map((line) => `    ${line}`)].join('\n');
}
