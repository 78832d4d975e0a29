/** The path of an SVG that covers the dark modules, one unit each. `rows` go from top to bottom; true is dark. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => runs(row).map(({ start, length }) => `M${start},${y}h${length}v1h-${length}z`))
    .join('');
}

/** The runs of true values. */
function runs(row: readonly boolean[]): { start: number; length: number }[] {
  const found: { start: number; length: number }[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = found.at(-1);
    if (!isDark) continue;
    if (last && last.start + last.length === x) last.length += 1;
    else found.push({ start: x, length: 1 });
  }
  return found;
}
