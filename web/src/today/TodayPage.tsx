import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import { dayQuery, daysQuery, pullsQuery, useJob, useJobs, useShows } from '../api/queries';
import type { DaySummary, DayView, Finding, Pull, RollSummary } from '../api/types';
import { useDailiesBoard } from '../dailies/queries';
import { stateOf } from '../dailies/words';
import { uncaredFirst } from '../ingest/care';
import { CareOfDailies, CareOfRoll } from '../ingest/HoldCare';
import { PaceLine } from '../ingest/PaceLine';
import { dayWord, lateness, rollWord, stageWord, wayDone } from '../ingest/stages';
import { jobFraction } from '../jobs/words';
import { cutsOf, mayDo } from '../pulls/words';
import { arrivedQuery, returnsQuery } from '../returns/queries';
import { versionOf } from '../returns/words';
import { Requests } from '../sharing/Requests';
import { Bar } from '../shell/Bar';
import { bytes, clock, percent } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { mayOperate, useMe } from '../shell/session';
import { useWorkspaces } from '../workspaces/queries';
import { Budgets } from './Budgets';
import { BulkRequests } from './BulkRequests';
import './today.css';

/** More than this nobody reads in ten seconds. */
const mostRunning = 12;
const mostWaiting = 40;

/** What a producer reads in ten seconds: what waits for a person, what is late, what runs, what arrived. */
export function TodayPage() {
  const shows = useShows();
  const names = shows.data?.map((show) => show.name) ?? [];
  const days = useQueries({ queries: names.map((name) => daysQuery(name)) });
  const wanted = names.flatMap((name, index) => ofInterest(days[index]?.data ?? []).map((day) => ({ name, day })));
  const loaded = useQueries({ queries: wanted.map(({ name, day }) => dayQuery(name, day.shootDay)) });
  const jobs = useJobs({ show: '', state: 'held' });
  const me = useMe();
  const pulls = useQueries({ queries: names.map((name) => pullsQuery(name)) });

  const returns = useQueries({ queries: names.map((name) => returnsQuery(name)) });
  const dailies = useDailiesBoard(names.length > 0);
  // Who may take in is told of what vendors sent, before anybody asks.
  const vendors = (useWorkspaces().data ?? []).filter(
    ({ workspace }) => workspace.kind === 'vendor' && mayOperate(me.data, workspace.show),
  );
  const arrived = useQueries({
    queries: vendors.map(({ workspace }) => arrivedQuery(workspace.show, workspace.name)),
  });

  const error = shows.error ?? days.find((query) => query.error)?.error;
  if (error) return <ProblemNote error={error} retry={() => void shows.refetch()} />;
  const pending = shows.isPending || days.some((query) => query.isPending) || loaded.some((query) => query.isPending);
  if (pending)
    return (
      <>
        <h1>Today</h1>
        <Loading rows={6} height={44} what="the day" />
      </>
    );

  const all = loaded.flatMap((query) => (query.data ? [query.data] : []));
  const rolls = all.flatMap((day) => day.rolls);
  const held = uncaredFirst(
    rolls.filter((entry) => entry.roll.hold),
    (entry) => entry.roll.acknowledged ?? undefined,
  );
  const rollsHeld = new Set(held.map((entry) => entry.roll.id));
  const otherJobs = (jobs.data?.jobs ?? []).filter((job) => !rollsHeld.has(job.subject));
  const toApprove = pulls
    .flatMap((query) => query.data ?? [])
    .filter((pull) => pull.state === 'planned' && mayDo(me.data, pull.show).approve);
  const toDecide = returns
    .flatMap((query) => query.data ?? [])
    .filter((one) => one.state === 'waiting' && mayDo(me.data, one.show).approve);
  const toLookAt = (dailies.data ?? []).filter(
    (one) => (one.state === 'review' || one.state === 'held') && mayOperate(me.data, one.show),
  );
  const toTakeIn = vendors.flatMap(({ workspace }, index) => {
    const { folders = [], arriving = [], takenIn = [] } = arrived[index]?.data ?? {};
    return folders
      .filter((folder) => !arriving.includes(folder) && !takenIn.includes(folder))
      .map((folder) => ({ folder, vendor: workspace.name, show: workspace.show }));
  });
  const waiting =
    held.length + otherJobs.length + toApprove.length + toDecide.length + toLookAt.length + toTakeIn.length;
  const late = rolls.filter((entry) => !entry.roll.hold && lateness(entry.targets)?.state === 'late');
  const running = rolls.filter((entry) => !entry.roll.hold && entry.roll.stage !== 'complete');
  const pullsRunning = pulls.flatMap((query) => query.data ?? []).filter((pull) => pull.state === 'running');
  const more = [held, otherJobs, toApprove, toDecide, toLookAt, toTakeIn].reduce(
    (sum, all) => sum + Math.max(0, all.length - mostWaiting),
    0,
  );
  const missing = all.flatMap((day) => day.missing.map((finding) => ({ day, finding })));

  if (names.length === 0) return <NoShow />;
  return (
    <>
      <h1>Today</h1>
      <p className="day-sentence">{sentence(rolls, waiting, missing.length)}</p>
      <BulkRequests me={me.data?.name ?? ''} />
      <Requests />
      <Budgets shows={shows.data ?? []} />
      {waiting > 0 ? (
        <section aria-labelledby="waits">
          <h2 id="waits">Waits for you</h2>
          <ul className="cards">
            {held.slice(0, mostWaiting).map(({ roll, targets }) => (
              <li key={roll.id} data-state="held">
                <p className="head">
                  <Link to={`/ingest/rolls/${roll.id}`}>{roll.name}</Link>
                  <State word="held" />
                  {lateness(targets)?.state === 'late' ? <State word="late" detail={lateness(targets)?.why} /> : null}
                  <span className="quiet">
                    {names.length > 1 ? `${roll.show} · ` : ''}
                    {dayWord(roll.shootDay)}
                  </span>
                </p>
                <p>{roll.hold?.reason}</p>
                <p className="todo">{roll.hold?.advice}</p>
                <CareOfRoll roll={roll} />
              </li>
            ))}
            {otherJobs.slice(0, mostWaiting).map((job) => (
              <li key={job.id} data-state="held">
                <p className="head">
                  <Link to={`/jobs/${job.id}`}>{job.title}</Link>
                  <State word="held" />
                </p>
                <p className="todo">
                  {job.stepsHeld} of its {job.steps} steps {job.stepsHeld === 1 ? 'waits' : 'wait'}: open it for the
                  reason and what to do.
                </p>
              </li>
            ))}
            {toApprove.slice(0, mostWaiting).map((pull) => (
              <li key={pull.id}>
                <p className="head">
                  <Link to={`/pulls/${pull.id}?show=${encodeURIComponent(pull.show)}`}>{pull.title}</Link>
                  <State word="waiting" />
                  <span className="quiet">
                    {names.length > 1 ? `${pull.show} · ` : ''}
                    {cutsOf(pull)}, planned by {pull.createdBy}
                  </span>
                </p>
                <p className="todo">Approve it or give it up: nothing of it is made before.</p>
              </li>
            ))}
            {toTakeIn.slice(0, mostWaiting).map(({ folder, vendor, show }) => (
              <li key={`${show} ${vendor} ${folder}`}>
                <p className="head">
                  <Link to={`/returns?${new URLSearchParams({ show, vendor })}`}>
                    {folder} of {vendor}
                  </Link>
                  <State word="waiting" />
                  {names.length > 1 ? <span className="quiet">{show}</span> : null}
                </p>
                <p className="todo">It was handed in. Take it in: it is checked, read back, and then decided on.</p>
              </li>
            ))}
            {toLookAt.slice(0, mostWaiting).map((one) => (
              <li key={one.roll} data-state={one.state === 'held' ? 'held' : undefined}>
                <p className="head">
                  <Link to={`/dailies?${new URLSearchParams({ show: one.show, roll: one.roll })}`}>
                    Dailies of {one.name}
                  </Link>
                  <State {...stateOf(one)} />
                  <span className="quiet">
                    {names.length > 1 ? `${one.show} · ` : ''}
                    {dayWord(one.day)}
                  </span>
                </p>
                <p className="todo">{one.waits}</p>
                <CareOfDailies show={one.show} roll={one.roll} name={one.name} assignee={one.assignee} />
              </li>
            ))}
            {toDecide.slice(0, mostWaiting).map((one) => (
              <li key={one.id}>
                <p className="head">
                  <Link to={`/returns?${new URLSearchParams({ show: one.show, version: one.id })}`}>
                    {[one.shot, one.task, versionOf(one.version)].filter(Boolean).join(' ')}
                  </Link>
                  <State word="waiting" />
                  <span className="quiet">
                    {names.length > 1 ? `${one.show} · ` : ''}
                    handed in by {one.vendor}
                  </span>
                </p>
                <p className="todo">Look at it, and approve or reject it: {one.vendor} waits for that.</p>
              </li>
            ))}
          </ul>
          {more > 0 ? (
            <p className="quiet">
              And {more} more: <Link to="/ingest">Ingest</Link>, <Link to="/jobs?state=held">Jobs</Link>,{' '}
              <Link to="/pulls">Pulls</Link>, <Link to="/dailies">Dailies</Link> and <Link to="/returns">Returns</Link>{' '}
              show them all.
            </p>
          ) : null}
        </section>
      ) : null}
      {late.length + missing.length > 0 ? <Late late={late} missing={missing} /> : null}
      {running.length + pullsRunning.length > 0 ? (
        <section aria-labelledby="runs">
          <h2 id="runs">Under way</h2>
          <ul className="lines">
            {[...running]
              .sort((a, b) => Number(rollWord(a) === 'waiting') - Number(rollWord(b) === 'waiting'))
              .slice(0, mostRunning)
              .map((entry) => (
                <Running key={entry.roll.id} entry={entry} />
              ))}
            {pullsRunning.slice(0, mostRunning).map((pull) => (
              <RunningPull key={pull.id} pull={pull} />
            ))}
          </ul>
          {running.length > mostRunning ? (
            <p className="quiet">
              And {running.length - mostRunning} more: <Link to="/ingest">their days in Ingest</Link> show them all.
            </p>
          ) : null}
          {pullsRunning.length > mostRunning ? (
            <p className="quiet">
              And {pullsRunning.length - mostRunning} more: <Link to="/pulls">Pulls</Link> shows them all.
            </p>
          ) : null}
        </section>
      ) : null}
      <section aria-labelledby="arrived">
        <h2 id="arrived">Arrived</h2>
        {all.length === 0 ? <NoRoll show={names[0] ?? ''} /> : null}
        {all.map((day) => (
          <Arrived key={`${day.show} ${day.day}`} day={day} />
        ))}
      </section>
    </>
  );
}

/** The newest day, and every day of the last two weeks that is not closed. */
function ofInterest(days: DaySummary[]): DaySummary[] {
  const newest = days[0];
  return days
    .slice(0, 14)
    .filter((day) => day === newest || day.complete < day.rolls || day.missing > 0)
    .slice(0, 5);
}

function sentence(rolls: RollSummary[], held: number, missing: number): string {
  const late = rolls.filter((entry) => lateness(entry.targets)?.state === 'late').length;
  const complete = rolls.filter((entry) => entry.roll.stage === 'complete').length;
  const parts = [
    `${complete} of ${rolls.length} ${rolls.length === 1 ? 'roll' : 'rolls'} complete`,
    held > 0 ? `${held} ${held === 1 ? 'waits' : 'wait'} for a person` : 'nothing waits for a person',
    late > 0 ? `${late} late` : 'none late',
    ...(missing > 0 ? [`${missing} expected and not here`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function Late({ late, missing }: { late: RollSummary[]; missing: { day: DayView; finding: Finding }[] }) {
  return (
    <section aria-labelledby="late">
      <h2 id="late">Late, and why</h2>
      <ul className="cards">
        {late.slice(0, mostWaiting).map((entry) => {
          const target = lateness(entry.targets);
          return (
            <li key={entry.roll.id} data-state="late">
              <p className="head">
                <Link to={`/ingest/rolls/${entry.roll.id}`}>{entry.roll.name}</Link>
                <State word="late" />
                <span className="quiet">
                  {target?.name} was due {target ? clock(target.due) : ''}
                </span>
              </p>
              <p>{target?.why}</p>
              {target?.forecast ? <p className="quiet">Expected {clock(target.forecast)}.</p> : null}
            </li>
          );
        })}
        {missing.slice(0, mostWaiting).map(({ day, finding }) => (
          <li key={`${day.show} ${finding.path} ${finding.code}`} data-state="late">
            <p className="head">
              <Link to={`/ingest?show=${encodeURIComponent(day.show)}&day=${day.day}`}>{finding.path}</Link>
              <State word="late" detail="expected and not here" />
              <span className="quiet">{dayWord(day.day)}</span>
            </p>
            <p>{finding.message}</p>
            <p className="todo">{finding.advice}</p>
          </li>
        ))}
      </ul>
      {late.length > mostWaiting || missing.length > mostWaiting ? (
        <p className="quiet">
          And {Math.max(0, late.length - mostWaiting) + Math.max(0, missing.length - mostWaiting)} more:{' '}
          <Link to="/ingest">Ingest</Link> shows them all.
        </p>
      ) : null}
    </section>
  );
}

function Running({ entry }: { entry: RollSummary }) {
  const { roll } = entry;
  const done = wayDone(entry);
  return (
    <li>
      <Link to={`/ingest/rolls/${roll.id}`}>{roll.name}</Link>
      <State word={rollWord(entry)} />
      <span>{stageWord(roll.stage)}</span>
      <Bar fraction={done} word={rollWord(entry)} label={`${roll.name}: the whole way`} />
      <span className="number">{percent(done)}</span>
      <PaceLine roll={roll.id} />
    </li>
  );
}

function RunningPull({ pull }: { pull: Pull }) {
  const job = useJob(pull.job ?? '').data;
  const done = job ? jobFraction(job) : 0;
  return (
    <li>
      <Link to={`/pulls/${pull.id}?show=${encodeURIComponent(pull.show)}`}>{pull.title}</Link>
      <State word="running" />
      <span>for {pull.recipient}</span>
      <Bar fraction={done} word="running" label={`${pull.title}: done`} />
      <span className="number">{percent(done)}</span>
      <PaceLine job={pull.job ?? undefined} />
    </li>
  );
}

function Arrived({ day }: { day: DayView }) {
  const complete = day.rolls.filter((entry) => entry.roll.stage === 'complete').length;
  return (
    <article className="arrived">
      <h3>
        <Link to={`/ingest?show=${encodeURIComponent(day.show)}&day=${day.day}`}>{dayWord(day.day)}</Link>
        <span className="quiet"> {day.show}</span>
      </h3>
      <p>
        <span className="number">{day.rolls.length}</span> {day.rolls.length === 1 ? 'roll' : 'rolls'},{' '}
        <span className="number">{day.files.toLocaleString('en')}</span> files, {bytes(day.bytes)};{' '}
        {complete === day.rolls.length && day.rolls.length > 0 ? 'all complete' : `${complete} complete`}
        {day.completeness.state === 'confirmed' ? `; confirmed by ${day.completeness.confirmedBy}` : ''}
        {day.completeness.state === 'ready' ? '; ready to be confirmed' : ''}
      </p>
      <ul className="chips">
        {day.rolls.map((entry) => (
          <li key={entry.roll.id}>
            <Link to={`/ingest/rolls/${entry.roll.id}`}>
              {entry.roll.name} <State word={rollWord(entry)} />
            </Link>
          </li>
        ))}
      </ul>
    </article>
  );
}

function NoShow() {
  return (
    <>
      <h1>Today</h1>
      <div className="empty">
        <p>There is no show yet. A show names the production and what it asks of its footage.</p>
        <p>
          <Link to="/settings">Make the first show</Link>, or run <code>acetate demo run</code> to see a whole shoot day
          come in.
        </p>
      </div>
    </>
  );
}

function NoRoll({ show }: { show: string }) {
  return (
    <div className="empty">
      <p>No roll has arrived. Bring in the first card:</p>
      <p>
        <code>acetate ingest /media/CARD --show {show}</code> or{' '}
        <Link to={`/ingest?show=${encodeURIComponent(show)}&new=1`}>New ingest</Link>
      </p>
    </div>
  );
}
