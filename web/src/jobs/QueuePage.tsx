import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../api/client';
import type { EngineUse, JobSlack, LateWork, QueueLine, WorkQueue } from '../api/types';
import { useAddress } from '../shell/address';
import { Bar } from '../shell/Bar';
import { duration, moment, percent } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { OnlyOf } from './OnlyOf';
import { WorkPages } from './WorkPages';
import { kindWord } from './words';
import './jobs.css';

const queueQuery = (show: string) => ({
  queryKey: ['job queue', show],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call<WorkQueue>(`/api/jobs/queue${show ? `?show=${encodeURIComponent(show)}` : ''}`, { signal }),
  // As the figures: now and then, and not at each sign of progress.
  refetchInterval: 15_000,
});

/** What waits and runs by show and kind, who works, and why something is late or will be. */
export function QueuePage() {
  const [show, setShow] = useAddress('only');
  const queue = useQuery(queueQuery(show));
  return (
    <>
      <h1>Queue</h1>
      <WorkPages />
      <OnlyOf show={show} setShow={setShow} />
      {queue.error ? <ProblemNote error={queue.error} retry={() => void queue.refetch()} /> : null}
      {queue.isPending ? <Loading rows={8} height={40} what="the queue" /> : null}
      {queue.data ? <Standing queue={queue.data} /> : null}
    </>
  );
}

function Standing({ queue }: { queue: WorkQueue }) {
  return (
    <>
      {queue.trouble ? (
        <p>
          <State word="held" says="stopped" /> {queue.trouble}
        </p>
      ) : null}
      <Late late={queue.late} more={queue.lateJobs - queue.late.length} />
      <Workers queue={queue} />
      <Lines queue={queue} />
    </>
  );
}

function Late({ late, more }: { late: LateWork[]; more: number }) {
  if (late.length === 0) return null;
  return (
    <section aria-labelledby="late">
      <h2 id="late">Late, and why</h2>
      <ul className="late-jobs">
        {late.map((one) => (
          <li key={one.job}>
            <State word="late" /> <Link to={`/jobs/${one.job}`}>{one.title}</Link>{' '}
            <span className="quiet">{one.show}</span> {one.isOver ? 'is late' : 'will be late'}: {duration(one.seconds)}{' '}
            after {moment(one.deadline)}. {one.why}
          </li>
        ))}
        {more > 0 ? <li className="quiet">and {more} more</li> : null}
      </ul>
    </section>
  );
}

function Workers({ queue }: { queue: WorkQueue }) {
  return (
    <section aria-labelledby="workers">
      <h2 id="workers">Who works</h2>
      {queue.engines.length === 0 ? <p className="quiet">Nobody works at steps now.</p> : null}
      <ul className="lines">
        {queue.engines.map((engine) => (
          <li key={engine.place}>
            <Engine engine={engine} />
          </li>
        ))}
      </ul>
      {queue.keys.length > 0 ? (
        <ul className="nodes">
          {queue.keys.map((key) => (
            <li key={key.name}>
              {key.label}: {key.used.toLocaleString('en')} of {key.width.toLocaleString('en')} in use
              {key.waiting > 0 ? `, ${key.waiting.toLocaleString('en')} wait` : null}
            </li>
          ))}
        </ul>
      ) : null}
      {queue.scheduler ? <p className="quiet">{queue.scheduler} gives out the work.</p> : null}
    </section>
  );
}

const cores = (count: number) => count.toLocaleString('en', { maximumFractionDigits: 1 });

function Engine({ engine }: { engine: EngineUse }) {
  const name = engine.place === '' ? 'Workers' : `Station ${engine.place}`;
  return (
    <>
      <p className="head">
        {name}: {cores(engine.coresUsed)}{' '}
        {typeof engine.cores === 'number' ? `of ${cores(engine.cores)} cores in use` : 'cores in use'}
        {typeof engine.utilisation === 'number' ? `, ${percent(engine.utilisation)}` : null}
      </p>
      {typeof engine.utilisation === 'number' ? (
        <Bar fraction={engine.utilisation} word="running" label={`${name}, cores in use`} />
      ) : null}
      {engine.nodes.length > 0 ? (
        <ul className="nodes">
          {engine.nodes.map((node) => (
            <li key={node.node}>
              {node.node}: {cores(node.coresUsed)} of {cores(node.cores)} cores in use
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function Lines({ queue }: { queue: WorkQueue }) {
  if (queue.lines.length === 0)
    return <p className="empty">Nothing waits, nothing runs, and nothing ended in the last hour.</p>;
  return (
    <section aria-labelledby="by-kind">
      <h2 id="by-kind">By show and kind</h2>
      <div className="wide">
        <table className="plain-table queue">
          <thead>
            <tr>
              <th scope="col">Work</th>
              {[
                'Ready',
                'Wait for others',
                'Running',
                'Held',
                'Longest wait',
                'Slack',
                'Done, last hour',
                'Failed',
                'Made again',
              ].map((one) => (
                <th key={one} scope="col" className="number">
                  {one}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {queue.lines.map((line) => (
              <Line key={`${line.show} ${line.kind}`} line={line} at={queue.at} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">
        Slack is the time to the deadline of the tightest job less what its work still needs, by its own pace or by that
        of such steps in the last day. Made again are tries that were lost with their node, and those that went on
        elsewhere because their node was slow; neither failed.
      </p>
    </section>
  );
}

function Line({ line, at }: { line: QueueLine; at: string }) {
  return (
    <tr>
      <th scope="row">
        {kindWord(line.kind)} <span className="quiet">{line.show}</span>
      </th>
      <td className="number">{line.ready.toLocaleString('en')}</td>
      <td className="number">{line.waiting.toLocaleString('en')}</td>
      <td className="number">{line.running.toLocaleString('en')}</td>
      <td className="number">{line.held.toLocaleString('en')}</td>
      <td className="number">
        {line.oldestReadyAt ? duration(Math.max(0, (Date.parse(at) - Date.parse(line.oldestReadyAt)) / 1000)) : '–'}
      </td>
      <td className="number">{line.tightest ? <Slack slack={line.tightest} /> : '–'}</td>
      <td className="number">{line.done.toLocaleString('en')}</td>
      <td className="number">{line.failed.toLocaleString('en')}</td>
      <td className="number">{(line.lost + line.moved).toLocaleString('en')}</td>
    </tr>
  );
}

function Slack({ slack }: { slack: JobSlack }) {
  return (
    <Link to={`/jobs/${slack.job}`} title={slack.title}>
      {slackWords(slack)}
    </Link>
  );
}

/** How much time is left over, in words: less than none is late. */
export const slackWords = (slack: Pick<JobSlack, 'slackSeconds' | 'needsSeconds'>) =>
  slack.slackSeconds < 0
    ? `late by ${duration(-slack.slackSeconds)}`
    : `${duration(slack.slackSeconds)}${typeof slack.needsSeconds === 'number' ? '' : ' at most'}`;
