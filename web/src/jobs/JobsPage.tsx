import { useMemo } from 'react';
import { Link } from 'react-router';
import { useJobs } from '../api/queries';
import type { Job, JobState } from '../api/types';
import { PaceLine } from '../ingest/PaceLine';
import { useAddress } from '../shell/address';
import { Bar } from '../shell/Bar';
import { moment, percent } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { Tabs } from '../shell/Tabs';
import { jobFraction, jobWord, kindWord } from './words';
import './jobs.css';

const filters: { id: JobState | 'all'; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'running', label: 'Running' },
  { id: 'waiting', label: 'Waiting' },
  { id: 'held', label: 'Held' },
  { id: 'done', label: 'Done' },
  { id: 'cancelled', label: 'Cancelled' },
];

/** What runs, waits and failed, in every show; the deadline decides what comes first. */
export function JobsPage() {
  const [state, setState] = useAddress('state', 'all');
  const [show, setShow] = useAddress('only');
  const jobs = useJobs({ show, state: state === 'all' ? '' : (state as JobState) });
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'ArrowDown', does: 'next job', run: () => focusJob(1) },
        { key: 'ArrowUp', does: 'previous job', run: () => focusJob(-1) },
      ],
      [],
    ),
  );
  return (
    <>
      <h1>Jobs</h1>
      <Tabs label="Which jobs" tabs={filters} value={state} onChange={setState} />
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${state}`}>
        {show ? (
          <p className="quiet">
            Only of {show}.{' '}
            <button type="button" onClick={() => setShow('')}>
              Of every show
            </button>
          </p>
        ) : null}
        {jobs.error ? <ProblemNote error={jobs.error} retry={() => void jobs.refetch()} /> : null}
        {jobs.isPending ? <Loading rows={8} height={40} what="the jobs" /> : null}
        {jobs.data?.length === 0 ? (
          <p className="empty">
            {state === 'all' ? (
              <>
                No job yet. <code>acetate ingest /media/CARD</code> makes the first.
              </>
            ) : (
              'No job is so.'
            )}
          </p>
        ) : null}
        {jobs.data && jobs.data.length > 0 ? (
          <table className="plain-table jobs">
            <thead>
              <tr>
                <th scope="col">Job</th>
                <th scope="col">Kind</th>
                <th scope="col">State</th>
                <th scope="col">Done</th>
                <th scope="col">Now</th>
                <th scope="col">Due</th>
                <th scope="col" className="number">
                  Priority
                </th>
                <th scope="col">Submitted</th>
              </tr>
            </thead>
            <tbody>
              {ordered(jobs.data).map((job) => (
                <JobLine key={job.id} job={job} />
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
    </>
  );
}

function JobLine({ job }: { job: Job }) {
  const word = jobWord(job);
  const fraction = jobFraction(job);
  return (
    <tr>
      <th scope="row">
        <Link to={`/jobs/${job.id}`} className="job">
          {job.title}
        </Link>
        <span className="quiet">{job.show}</span>
      </th>
      <td>{kindWord(job.kind)}</td>
      <td>{job.state === 'cancelled' ? 'cancelled' : <State word={word} />}</td>
      <td className="done">
        <Bar fraction={fraction} word={word} label={`${job.title} ${kindWord(job.kind)}: done`} />
        <span className="number">{percent(fraction)}</span>
      </td>
      <td>
        {job.state === 'running' ? <PaceLine job={job.id} /> : null}
        {job.stepsHeld > 0 ? `${job.stepsHeld} of ${job.steps} steps held` : ''}
      </td>
      <td>{job.deadline ? moment(job.deadline) : '–'}</td>
      <td className="number">{job.priority}</td>
      <td>
        {moment(job.submittedAt)} <span className="quiet">{job.submittedBy}</span>
      </td>
    </tr>
  );
}

/** What needs a person first, then what runs, then what waits by its deadline; what is over comes last, newest first. */
function ordered(jobs: Job[]): Job[] {
  const rank: Record<JobState, number> = { held: 0, running: 1, waiting: 2, done: 3, cancelled: 3 };
  return [...jobs].sort(
    (a, b) =>
      rank[a.state] - rank[b.state] ||
      (rank[a.state] < 3 ? (a.deadline ?? '9').localeCompare(b.deadline ?? '9') : 0) ||
      b.submittedAt.localeCompare(a.submittedAt),
  );
}

function focusJob(by: number) {
  const links = [...document.querySelectorAll<HTMLElement>('a.job')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}
