/** The address of the meeting page. `code` is normalised, and may hold letters of any script. */
export function roomPath(code: string): string {
  return `/room/${encodeURIComponent(code)}`;
}

/** The address of the settings of a meeting. */
export function meetingPath(code: string): string {
  return `/meetings/${encodeURIComponent(code)}`;
}
