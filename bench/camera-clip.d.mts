/** Writes the clip once and returns its path. `size` is like `640x360`. */
export function cameraClip(size: string, options?: { frames?: number; fps?: number }): string;
