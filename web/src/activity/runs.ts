import type { ActivityLine } from '../api/types';
import { dayOf } from '../shell/format';

/** From this many on, lines of one kind that follow each other are told as one: nobody reads two thousand files that arrived. */
export const leastFolded = 4;

/** Lines of one kind, by one actor, on one day, that follow each other; in the order in which they came. Fewer than {@link leastFolded} stay alone. */
export function runsOf(lines: readonly ActivityLine[]): ActivityLine[][] {
  const runs: ActivityLine[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const first = run?.[0];
    if (run && first && first.kind === line.kind && first.actor === line.actor && dayOf(first.at) === dayOf(line.at))
      run.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => (run.length < leastFolded ? run.map((line) => [line]) : [run]));
}
