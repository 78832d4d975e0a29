import type { SourceFile } from './source-files.js';

/**
 * Returns the folder that the rules speak of: the first segment below `src`, below `src/client` also the second.
 * `client/page/views` counts as a folder of its own, and the files directly in `src` form the folder `root`.
 */
export function folderOf(path: string): string {
  const [top = '', second = '', third] = path.split('/').slice(1, -1);
  if (top === '') return 'root';
  if (top !== 'client' || second === '') return top;
  return second === 'page' && third === 'views' ? 'client/page/views' : `client/${second}`;
}

/** Returns the imports between the given files, as file → imported files. */
export function fileGraph(files: SourceFile[]): Map<string, string[]> {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(files.map(({ path, imports }) => [path, imports.filter((target) => paths.has(target))]));
}

/** Returns the imports between the folders of the given files, as folder → imported folders. */
export function folderGraph(files: SourceFile[]): Map<string, string[]> {
  const graph = new Map<string, string[]>();
  for (const { path, imports } of files) {
    const folder = folderOf(path);
    const others = imports.filter((target) => target.startsWith('src/')).map(folderOf);
    graph.set(folder, [...(graph.get(folder) ?? []), ...others.filter((other) => other !== folder)]);
  }
  return graph;
}

/** Returns cycles, each as `[a, b, a]`. A node of a returned cycle is not searched for a second one. */
export function cyclesIn(graph: Map<string, string[]>): string[][] {
  const cycles: string[][] = [];
  const inCycle = new Set<string>();
  for (const start of graph.keys()) {
    if (inCycle.has(start)) continue;
    const cycle = pathBack(graph, start);
    for (const node of cycle) inCycle.add(node);
    if (cycle.length > 0) cycles.push(cycle);
  }
  return cycles;
}

/** Returns the shortest path from `start` back to it, or an empty list. */
function pathBack(graph: Map<string, string[]>, start: string): string[] {
  const seen = new Set<string>();
  const queue = [[start]];
  for (const path of queue) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return [];
}
