import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../api/client';
import type { JobFigures, JobPath } from '../api/types';
import { duration, moment, percent } from '../shell/format';
import { State } from '../shell/State';
import { kindWord } from './words';

const figuresQuery = (show: string) => ({
  queryKey: ['job figures', show],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call<JobFigures>(`/api/jobs/figures${show ? `?show=${encodeURIComponent(show)}` : ''}`, { signal }),
  // Asked now and then, and not at each sign of progress: they count all open steps of the library.
  refetchInterval: 15_000,
});

/** Where a job's time went. */
export const useJobPath = (id: string) =>
  useQuery({
    // Among what is asked anew when work goes on.
    queryKey: ['jobs', 'path', id],
    queryFn: ({ signal }) => call<JobPath>(`/api/jobs/${id}/path`, { signal }),
    enabled: id !== '',
    refetchInterval: 15_000,
  });

/** What waits and how long, what will be late, and how busy workers were: read in ten seconds. */
export function Figures({ show }: { show: string }) {
  const figures = useQuery(figuresQuery(show)).data;
  // The height stays while it is asked for; without an answer the list beneath still says everything.
  if (!figures) return <section className="figures" aria-label="How work stands" />;
  const hours = (seconds: number) => `${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} core-hours`;
  return (
    <section className="figures" aria-label="How work stands">
      <dl>
        <div>
          <dt>Steps that wait for a worker</dt>
          <dd>{figures.ready.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Longest wait</dt>
          <dd>
            {figures.oldestReadyAt && figures.oldestJob ? (
              <Link to={`/jobs/${figures.oldestJob}`} title={figures.oldestTitle}>
                {duration(Math.max(0, (Date.parse(figures.at) - Date.parse(figures.oldestReadyAt)) / 1000))}
              </Link>
            ) : (
              'none'
            )}
          </dd>
        </div>
        <div>
          <dt>Wait for other steps</dt>
          <dd>{figures.waiting.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Running</dt>
          <dd>{figures.running.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Held for a person</dt>
          <dd>{figures.held.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Workers here, last hour</dt>
          <dd>{typeof figures.utilisation === 'number' ? `${percent(figures.utilisation)} busy` : 'none work here'}</dd>
        </div>
        <div>
          <dt>By kind, last hour</dt>
          <dd>
            {figures.busy.length === 0
              ? 'nothing'
              : figures.busy.map((one) => `${kindWord(one.kind)} ${hours(one.coreSeconds)}`).join(', ')}
          </dd>
        </div>
      </dl>
      {figures.late.length > 0 ? (
        <ul className="late-jobs" aria-label="Late, or will be">
          {figures.late.slice(0, 5).map((one) => (
            <li key={one.job}>
              <State word="late" /> <Link to={`/jobs/${one.job}`}>{one.title}</Link>{' '}
              {one.isOver ? 'is late' : 'will be late if it goes on like this'}: {duration(one.seconds)} after{' '}
              {moment(one.deadline)}
            </li>
          ))}
          {figures.lateJobs > 5 ? <li className="quiet">and {figures.lateJobs - 5} more</li> : null}
        </ul>
      ) : null}
    </section>
  );
}

/** One line that says where a job's time went. */
export function WhyLine({ job }: { job: string }) {
  const path = useJobPath(job).data;
  return path ? <p className="quiet why-line">{path.sentence}</p> : null;
}
