/** The loudest sample of each slice, 0 – 1. */
export function peaksOf(samples: Float32Array, slices: number): number[] {
  const each = Math.max(1, Math.floor(samples.length / slices));
  return Array.from({ length: slices }, (_, i) => {
    let peak = 0;
    for (let at = i * each; at < Math.min(samples.length, (i + 1) * each); at++) peak = Math.max(peak, Math.abs(samples[at]!));
    return Math.min(1, peak);
  });
}

/** Draws a lane for each side: the caller above, the agent below. */
export function drawLanes(canvas: HTMLCanvasElement, lanes: readonly (readonly number[])[], color: string): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = color;
  const tall = canvas.height / lanes.length;
  lanes.forEach((peaks, lane) => {
    const middle = tall * (lane + 0.5);
    peaks.forEach((peak, x) => {
      const half = Math.max(0.5, (peak * tall) / 2);
      pen.fillRect(x, middle - half, 1, 2 * half);
    });
  });
}
