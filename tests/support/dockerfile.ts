export interface Instruction {
  readonly name: string;
  readonly value: string;
}

export interface Stage {
  /** Null for the last stage, which has no name. */
  readonly name: string | null;
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile without heredocs and build arguments. */
export function parseDockerfile(text: string): Stage[] {
  const stages: { name: string | null; image: string; instructions: Instruction[] }[] = [];
  const lines = text.replace(/\\\n/g, ' ').split('\n');
  for (const line of lines.filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const [, name = '', value = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`This line is no instruction: ${line}`);
    const [, image = '', as = null] = /^(\S+)(?: AS (\S+))?$/.exec(value) ?? [];
    if (name === 'FROM') stages.push({ name: as, image, instructions: [] });
    else if (stages.length === 0) throw new Error('The first instruction must be FROM.');
    else stages.at(-1)?.instructions.push({ name, value });
  }
  return stages;
}

/** The value of the last instruction of this name. */
export function valueOf({ instructions }: Stage, name: string): string | undefined {
  return instructions.findLast((one) => one.name === name)?.value;
}

/** The variables that `ENV name=value …` sets. */
export function environmentOf({ instructions }: Stage): Record<string, string> {
  const words = instructions.filter(({ name }) => name === 'ENV').flatMap(({ value }) => value.split(/\s+/));
  return Object.fromEntries(
    words.map((word) => [word.split('=')[0] ?? '', word.split('=').slice(1).join('=')]),
  );
}

/** Whether the build sees this file. `ignore` is the text of `.dockerignore`; the last rule that fits decides. */
export function isInContext(path: string, ignore: string): boolean {
  const rules = ignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  let isSeen = true;
  for (const rule of rules) {
    const isException = rule.startsWith('!');
    const pattern = rule.replace(/^!/, '');
    const source = pattern
      .split('/')
      .map((part) =>
        part === '**' ? '(?:.*/)?' : `${part.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}/`,
      )
      .join('');
    if (new RegExp(`^${source}`).test(`${path}/`)) isSeen = isException;
  }
  return isSeen;
}
