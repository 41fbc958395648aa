import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { freshnessOf } from '../api/fresh';
import { useJob, usePull } from '../api/queries';
import type { Pull } from '../api/types';
import { PaceLine } from '../ingest/PaceLine';
import { WhyLine } from '../jobs/Figures';
import { jobFraction } from '../jobs/words';
import { Arrivals } from '../shell/Arrivals';
import { useAddress } from '../shell/address';
import { Bar } from '../shell/Bar';
import { bytes, moment, percent } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { type Tab, Tabs } from '../shell/Tabs';
import { ConformEvents, VfxEvents } from './Events';
import { PackageFiles } from './PackageFiles';
import { Pieces, Sound } from './Pieces';
import { Plates } from './Plates';
import { PullActions } from './PullActions';
import { NobodyThere } from './Recipient';
import { FateSign, PullState } from './Signs';
import { cutsOf, estimateOf, finishOf, many, missingOf, pullWord, toLookAt, whyEmpty, workOf } from './words';
import './pulls.css';

/** Reasons that stand above the tables; the events say the rest. */
const mostMissing = 50;

/** One pull: what is missing and why, what becomes of each event, what is made, and the package. */
export function PullPage() {
  const { id = '' } = useParams();
  const pull = usePull(id);
  if (pull.error && !pull.data) return <ProblemNote error={pull.error} retry={() => void pull.refetch()} />;
  if (!pull.data)
    return (
      <>
        <h1>Pull</h1>
        <Loading rows={8} what="the pull" />
      </>
    );
  return (
    <>
      <Head pull={pull.data} />
      <Missing pull={pull.data} />
      <Parts pull={pull.data} />
    </>
  );
}

function Head({ pull }: { pull: Pull }) {
  const planned = `${moment(pull.createdAt)} by ${pull.createdBy}`;
  return (
    <header>
      <p className="quiet">
        <Link to={`/pulls?show=${encodeURIComponent(pull.show)}`}>Pulls</Link> · {pull.show}
      </p>
      <h1>
        {pull.title}: <PullState pull={pull} />
      </h1>
      <p>
        Of the cut <b>{cutsOf(pull)}</b>, for <b>{pull.recipient}</b>; planned {planned}
        {pull.approvedAt ? `; approved ${moment(pull.approvedAt)} by ${pull.approvedBy}` : ''}
        {pull.state === 'withdrawn' && pull.endedAt ? `; given up ${moment(pull.endedAt)}` : ''}.
      </p>
      <p className="estimate">{whyEmpty(pull) || `${estimateOf(pull)}.`}</p>
      {pull.fromShow.length > 0 ? <p>From the show's settings: {pull.fromShow.join(', ')}.</p> : null}
      <Work pull={pull} />
      {pull.state === 'ready' ? (
        <p className="delivered">
          Delivered to {pull.recipient} {moment(pull.folder?.readyAt ?? pull.endedAt ?? '')}:{' '}
          {many(pull.folder?.files ?? 0, 'file')}, {bytes(pull.folder?.bytes ?? 0)}, read back and sealed, in the folder{' '}
          <b>{pull.folder?.name}</b>.
        </p>
      ) : null}
      {pull.state === 'ready' ? <NobodyThere pull={pull} /> : null}
      <Arrivals receipts={pull.receipts} />
      {pull.message && (pull.state === 'held' || pull.state === 'ready' || pull.state === 'running') ? (
        <p className="todo">{pull.message}</p>
      ) : null}
      {pull.state === 'planned' ? <ToLookAt pull={pull} /> : null}
      {pull.state === 'withdrawn' && pull.message ? <p>Why: {pull.message}</p> : null}
      {pull.job && pull.state !== 'withdrawn' && pull.state !== 'ready' ? (
        <Progress pull={pull} job={pull.job} />
      ) : null}
      {pull.job ? <WhyLine job={pull.job} /> : null}
      <PullActions pull={pull} />
    </header>
  );
}

/** What is not in the plan because it was not read, or perhaps not as it is meant: to be known before somebody approves. */
function ToLookAt({ pull }: { pull: Pull }) {
  const all = toLookAt(pull);
  return (
    <>
      {all.slice(0, mostMissing).map((one) => (
        <p key={one} className="todo">
          {one}
        </p>
      ))}
      {all.length > mostMissing ? <p className="todo">{many(all.length - mostMissing, 'more place')}.</p> : null}
    </>
  );
}

function Work({ pull }: { pull: Pull }) {
  const [total, ...measured] = workOf(pull);
  const finish = finishOf(pull, moment);
  return (
    <>
      {total ? (
        <p>
          {total} {finish}
        </p>
      ) : null}
      {pull.actual ? <p>{pull.actual.sentence}</p> : null}
      {measured.length > 0 ? (
        <details>
          <summary>What that was measured on</summary>
          {measured.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </details>
      ) : null}
    </>
  );
}

function Progress({ pull, job: id }: { pull: Pull; job: string }) {
  const client = useQueryClient();
  const job = useJob(id);
  const done = job.data?.stepsDone;
  useEffect(() => {
    // No event tells that frames of a plate are made; each step that ends may have made some.
    if (done !== undefined)
      freshnessOf(client).mark((query) => query.queryKey[0] === 'pull' && query.queryKey[1] === pull.id);
  }, [client, done, pull.id]);
  if (!job.data) return null;
  const fraction = jobFraction(job.data);
  return (
    <p className="job-line">
      <Bar fraction={fraction} word={pullWord(pull)} label={`${pull.title}: done`} />
      <span className="number">{percent(fraction)}</span>
      <span className="quiet">
        {job.data.stepsDone.toLocaleString('en')} of {job.data.steps.toLocaleString('en')} steps
      </span>
      <PaceLine job={id} />
      <Link to={`/jobs/${id}`}>Open the job</Link>
    </p>
  );
}

function Missing({ pull }: { pull: Pull }) {
  const all = missingOf(pull);
  if (all.length === 0) return null;
  return (
    <section aria-labelledby="missing">
      <h2 id="missing">Not in it, and why</h2>
      <ul className="missing-list">
        {all.slice(0, mostMissing).map((one) => (
          <li key={`${one.what} ${one.events} ${one.why}`}>
            <FateSign fate={one.fate} /> <b>{one.what}</b> <span className="quiet">{one.events}</span>
            <p>{one.why}</p>
          </li>
        ))}
      </ul>
      {all.length > mostMissing ? (
        <p className="quiet">And {(all.length - mostMissing).toLocaleString('en')} more: the events say them all.</p>
      ) : null}
    </section>
  );
}

function Parts({ pull }: { pull: Pull }) {
  const [tab, setTab] = useAddress('tab', pull.state === 'ready' ? 'files' : 'made');
  const { vfx, conform } = pull;
  const tabs: Tab[] = [
    ...(pull.state === 'ready' ? [{ id: 'files', label: 'Files', count: pull.folder?.files }] : []),
    vfx
      ? { id: 'made', label: 'Plates', count: vfx.plates.length }
      : { id: 'made', label: 'Pieces', count: conform?.clips.length },
    ...(conform && conform.sound.length > 0 ? [{ id: 'sound', label: 'Sound', count: conform.sound.length }] : []),
    { id: 'events', label: 'Events', count: (vfx ?? conform)?.events.length },
  ];
  const shown = tabs.some((one) => one.id === tab) ? tab : 'made';
  return (
    <>
      <Tabs label="Parts of the pull" tabs={tabs} value={shown} onChange={setTab} />
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${shown}`} key={shown}>
        {shown === 'files' ? <PackageFiles pull={pull} /> : null}
        {shown === 'made' && vfx ? <Plates pull={pull} plan={vfx} /> : null}
        {shown === 'made' && conform ? <Pieces plan={conform} /> : null}
        {shown === 'sound' && conform ? <Sound plan={conform} /> : null}
        {shown === 'events' && vfx ? <VfxEvents plan={vfx} /> : null}
        {shown === 'events' && conform ? <ConformEvents plan={conform} /> : null}
      </div>
    </>
  );
}
