/** The greatest peak under each column of a drawing; silence where the sound is over before the picture is. */
export function columnsOf(peaks: readonly number[], secondsPerPeak: number, seconds: number, width: number): number[] {
  if (width <= 0 || seconds <= 0 || secondsPerPeak <= 0) return [];
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor(((column / width) * seconds) / secondsPerPeak);
    const to = Math.max(from + 1, Math.ceil((((column + 1) / width) * seconds) / secondsPerPeak));
    let greatest = 0;
    for (let at = from; at < Math.min(to, peaks.length); at++) greatest = Math.max(greatest, peaks[at] ?? 0);
    return greatest;
  });
}
