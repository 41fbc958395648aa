import { throttleJob, useChange } from '../api/queries';
import type { Job } from '../api/types';
import { rate } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';

const choices = [null, 1e6, 5e6, 10e6, 50e6, 100e6, 250e6, 500e6] as const;

/** The rate that all transfers of a job keep together; it counts at once and can be taken back. */
export function Throttle({ job }: { job: Job }) {
  const change = useChange((bytesPerSecond: number | null) => throttleJob(job.id, bytesPerSecond));
  const now = job.throttle ?? null;
  const options = choices.some((choice) => choice === now) ? [...choices] : [...choices, now];
  const set = (next: number | null) =>
    change.mutate(next, {
      onSuccess: () =>
        say({
          message: next === null ? 'Transfers run as fast as they can.' : `Transfers keep to ${rate(next)}.`,
          undo: () => change.mutateAsync(now),
        }),
    });
  return (
    <>
      <label className="throttle">
        Throttle{' '}
        <select
          value={now ?? ''}
          disabled={change.isPending}
          onChange={(event) => set(event.target.value === '' ? null : Number(event.target.value))}
        >
          {options.map((choice) => (
            <option key={choice ?? ''} value={choice ?? ''}>
              {choice === null ? 'as fast as possible' : rate(choice)}
            </option>
          ))}
        </select>
      </label>
      {change.error ? <ProblemNote error={change.error} /> : null}
    </>
  );
}
