import { memo, useCallback } from 'react';
import { Link, useParams } from 'react-router';
import { usePages } from '../api/pages';
import { operateJob, prioritiseJob, readSteps, useChange, useClip, useJob, useStep } from '../api/queries';
import type { Attempt, Job, StepView } from '../api/types';
import { PaceLine } from '../ingest/PaceLine';
import { Throttle } from '../ingest/Throttle';
import { useAddress } from '../shell/address';
import { Bar } from '../shell/Bar';
import { moment, percent } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';
import { State } from '../shell/State';
import { say } from '../shell/undo';
import { WhyLine } from './Figures';
import { jobFraction, jobWord, kindWord, stepWord } from './words';
import './jobs.css';

/** Steps of an answer. */
const atOnce = 100;

/** A job with its steps; a step opens with its request, its attempts and what it answered. */
export function JobPage() {
  const { id = '' } = useParams();
  const job = useJob(id);
  const [open, setOpen] = useAddress('step');
  const total = job.data?.steps ?? 0;
  const rows = useRows<HTMLTableSectionElement>({ count: total, height: 38 });
  const steps = usePages({
    key: ['jobs', id, 'steps'],
    size: atOnce,
    first: rows.first,
    last: rows.last,
    read: (page, signal) => readSteps(id, page * atOnce, atOnce, signal),
    enabled: total > 0,
  });
  const toggle = useCallback((step: number) => setOpen(open === String(step) ? '' : String(step)), [open, setOpen]);
  if (job.error) return <ProblemNote error={job.error} retry={() => void job.refetch()} />;
  if (!job.data)
    return (
      <>
        <h1>Job</h1>
        <Loading rows={8} what="the job" />
      </>
    );
  return (
    <>
      <Head job={job.data} />
      <div className="steps-and-step" data-open={open !== ''}>
        <table className="plain-table steps" aria-rowcount={total + 1}>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">State</th>
              <th scope="col">Done</th>
              <th scope="col" className="number">
                Attempts
              </th>
              <th scope="col">What happened last</th>
            </tr>
          </thead>
          <tbody ref={rows.frame}>
            <Space height={rows.before} columns={5} />
            {rows.items.map(({ index }) => (
              <StepLine
                key={index}
                step={steps.at(index)}
                index={index}
                measure={rows.measure}
                asks={!rows.isScrolling}
                isOpen={open === String(steps.at(index)?.number)}
                onOpen={toggle}
              />
            ))}
            <Space height={rows.after} columns={5} />
          </tbody>
        </table>
        {open !== '' ? <StepPanel job={id} number={Number(open)} close={() => setOpen('')} /> : null}
      </div>
    </>
  );
}

function Head({ job }: { job: Job }) {
  const operate = useChange((verb: 'cancel' | 'replay') => operateJob(job.id, verb));
  const prioritise = useChange((priority: number) => prioritiseJob(job.id, priority));
  const isOpen = job.state !== 'done' && job.state !== 'cancelled';
  const word = jobWord(job);
  const move = (by: number) =>
    prioritise.mutate(job.priority + by, {
      onSuccess: () =>
        say({
          message: `Priority ${job.priority + by} within ${job.show}.`,
          undo: () => prioritise.mutateAsync(job.priority),
        }),
    });
  return (
    <header>
      <p className="quiet">
        <Link to="/jobs">Jobs</Link> · {job.show}
      </p>
      <h1>
        {job.title}: {kindWord(job.kind)} {job.state === 'cancelled' ? 'cancelled' : <State word={word} />}
      </h1>
      <p className="job-line">
        <Bar fraction={jobFraction(job)} word={word} label="The whole job" />
        <span className="number">{percent(jobFraction(job))}</span>
        <span className="quiet">
          {job.stepsDone.toLocaleString('en')} of {job.steps.toLocaleString('en')} steps · submitted{' '}
          {moment(job.submittedAt)} by {job.submittedBy}
          {job.deadline ? ` · due ${moment(job.deadline)}` : ''}
          {job.endedAt ? ` · ended ${moment(job.endedAt)}` : ''}
          {job.cancelledBy ? ` · cancelled by ${job.cancelledBy}` : ''}
        </span>
        <PaceLine job={job.id} />
      </p>
      <WhyLine job={job.id} />
      <section className="actions" aria-label="Actions">
        {job.subject && job.kind === 'make-pull' ? <Link to={`/pulls/${job.subject}`}>Open the pull</Link> : null}
        {job.subject && job.kind !== 'make-pull' ? (
          <Link to={`/ingest/rolls/${job.subject}`}>Open the roll</Link>
        ) : null}
        {job.stepsHeld > 0 ? (
          <button
            type="button"
            disabled={operate.isPending}
            onClick={() =>
              operate.mutate('replay', { onSuccess: () => say({ message: 'The held steps are tried again.' }) })
            }
          >
            Replay the held steps
          </button>
        ) : null}
        {isOpen ? (
          <>
            <button type="button" disabled={prioritise.isPending} onClick={() => move(10)}>
              Sooner
            </button>
            <button type="button" disabled={prioritise.isPending} onClick={() => move(-10)}>
              Later
            </button>
            <span className="quiet">priority {job.priority}</span>
            <Throttle job={job} />
            <button
              type="button"
              disabled={operate.isPending}
              onClick={() =>
                operate.mutate('cancel', {
                  onSuccess: () =>
                    say({
                      message: `${job.title} was cancelled; what is done stays done.`,
                      undo: () => operate.mutateAsync('replay'),
                    }),
                })
              }
            >
              Cancel the job
            </button>
          </>
        ) : null}
      </section>
      {operate.error ? <ProblemNote error={operate.error} /> : null}
      {prioritise.error ? <ProblemNote error={prioritise.error} /> : null}
    </header>
  );
}

const StepLine = memo(function StepLine({
  step,
  index,
  measure,
  asks,
  isOpen,
  onOpen,
}: {
  step: StepView | undefined;
  index: number;
  measure: (row: HTMLTableRowElement | null) => void;
  asks: boolean;
  isOpen: boolean;
  onOpen: (step: number) => void;
}) {
  // A proxy's step has the id of its clip; people know the clip by its name.
  const [subject = ''] = /[0-9a-f]{32}$/.exec(step?.name ?? '') ?? [];
  const clip = useClip(subject, '', asks);
  if (!step)
    return (
      <tr data-index={index} aria-rowindex={index + 2} className="to-come">
        <td colSpan={5}>…</td>
      </tr>
    );
  const name = clip.data ? step.name.replace(subject, clip.data.name) : step.name;
  const word = stepWord(step);
  const fraction = step.state === 'done' ? 1 : step.total > 0 ? Math.min(1, step.done / step.total) : 0;
  return (
    <tr data-state={word} data-index={index} aria-rowindex={index + 2} ref={measure}>
      <th scope="row">
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => onOpen(index)}>
          {name}
        </button>
        <span className="quiet">{step.place ? `beside ${step.place}` : ''}</span>
      </th>
      <td>{step.state === 'cancelled' ? 'cancelled' : <State word={word} />}</td>
      <td className="done">
        <Bar fraction={fraction} word={word} label={`${name}: done`} />
        <span className="number">{percent(fraction)}</span>
      </td>
      <td className="number">{step.attempts}</td>
      <td>
        {step.problem}
        {step.advice ? <span className="todo">{step.advice}</span> : null}
        {step.waits === '' ? null : <span className="todo">{step.waits}</span>}
        {step.retryAt && step.state !== 'done' ? (
          <span className="quiet">
            {step.attempts === 0 ? ' Begins' : ' Tried again'} {moment(step.retryAt)}.
          </span>
        ) : null}
        {step.problem === '' && step.endedAt ? <span className="quiet">ended {moment(step.endedAt)}</span> : null}
      </td>
    </tr>
  );
});

function StepPanel({ job, number, close }: { job: string; number: number; close: () => void }) {
  const step = useStep(job, number);
  return (
    <aside className="step" aria-label="The step">
      <header className="panel-head">
        <h2>{step.data?.step.name ?? 'Step'}</h2>
        <button type="button" aria-label="Close the step" onClick={close}>
          ✕
        </button>
      </header>
      {step.error ? <ProblemNote error={step.error} retry={() => void step.refetch()} /> : null}
      {step.isPending ? <Loading rows={6} what="the step" /> : null}
      {step.data ? (
        <>
          <p className="quiet">
            <code>acetate-worker {step.data.step.function}</code>
          </p>
          <h3>Attempts</h3>
          {step.data.attempts.length === 0 ? <p className="quiet">None yet.</p> : null}
          <ol className="attempts">
            {step.data.attempts.map((attempt) => (
              <AttemptLine key={attempt.id} attempt={attempt} />
            ))}
          </ol>
          <h3>Request</h3>
          <Json value={step.data.request} />
          <h3>Answer</h3>
          {step.data.output === undefined ? <p className="quiet">Not done yet.</p> : <Json value={step.data.output} />}
        </>
      ) : null}
    </aside>
  );
}

function AttemptLine({ attempt }: { attempt: Attempt }) {
  const result = parsed(attempt.result);
  return (
    <li>
      {attempt.state} · {moment(attempt.startedAt)}
      {attempt.endedAt ? ` to ${moment(attempt.endedAt)}` : ''} · {attempt.runner}
      {result ? <Json value={result} /> : null}
    </li>
  );
}

function parsed(text: string | null | undefined): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Requests list thousands of files; their beginning is enough to look at, and the whole can be had from the API. */
function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by the keyboard
    <pre className="json" tabIndex={0}>
      {text.length > 20_000 ? `${text.slice(0, 20_000)}\n… ${text.length - 20_000} more characters` : text}
    </pre>
  );
}
