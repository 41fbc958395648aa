import { memo, useMemo } from 'react';
import { Link } from 'react-router';
import { usePages } from '../api/pages';
import { readJobs, useJobs } from '../api/queries';
import type { Job, JobState } from '../api/types';
import { PaceLine } from '../ingest/PaceLine';
import { useAddress } from '../shell/address';
import { Bar } from '../shell/Bar';
import { moment, percent } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';
import { State } from '../shell/State';
import { Tabs } from '../shell/Tabs';
import { Figures } from './Figures';
import { OnlyOf } from './OnlyOf';
import { WorkPages } from './WorkPages';
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

/** Jobs of an answer. */
const atOnce = 100;

/** What runs, waits and failed, in every show: what needs a person first, then what runs and waits by its deadline. */
export function JobsPage() {
  const [state, setState] = useAddress('state', 'all');
  const [show, setShow] = useAddress('only');
  const filter = useMemo(() => ({ show, state: state === 'all' ? ('' as const) : (state as JobState) }), [show, state]);
  const jobs = useJobs(filter, atOnce);
  const total = jobs.data?.total ?? 0;
  const rows = useRows<HTMLTableSectionElement>({ count: total, height: 47 });
  const pages = usePages({
    key: ['jobs', 'list', filter],
    size: atOnce,
    first: rows.first,
    last: rows.last,
    read: async (page, signal) => (await readJobs(filter, page * atOnce, atOnce, signal)).jobs,
    enabled: total > 0,
  });
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
      <WorkPages />
      <Figures show={show} />
      <Tabs label="Which jobs" tabs={filters} value={state} onChange={setState} />
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${state}`}>
        <OnlyOf show={show} setShow={setShow} />
        {jobs.error ? <ProblemNote error={jobs.error} retry={() => void jobs.refetch()} /> : null}
        {jobs.isPending ? <Loading rows={8} height={40} what="the jobs" /> : null}
        {jobs.data && total === 0 ? (
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
        {total > 0 ? (
          <table className="plain-table jobs" aria-rowcount={total + 1}>
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
            <tbody ref={rows.frame}>
              <Space height={rows.before} columns={8} />
              {rows.items.map(({ index }) => (
                <JobLine
                  key={index}
                  job={pages.at(index) ?? jobs.data?.jobs[index]}
                  index={index}
                  measure={rows.measure}
                />
              ))}
              <Space height={rows.after} columns={8} />
            </tbody>
          </table>
        ) : null}
      </div>
    </>
  );
}

const JobLine = memo(function JobLine({
  job,
  index,
  measure,
}: {
  job: Job | undefined;
  index: number;
  measure: (row: HTMLTableRowElement | null) => void;
}) {
  if (!job)
    return (
      <tr data-index={index} aria-rowindex={index + 2} className="to-come">
        <td colSpan={8}>…</td>
      </tr>
    );
  const word = jobWord(job);
  const fraction = jobFraction(job);
  return (
    <tr data-index={index} aria-rowindex={index + 2} ref={measure}>
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
});

function focusJob(by: number) {
  const links = [...document.querySelectorAll<HTMLElement>('a.job')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}
