import { Link, useParams } from 'react-router';
import { putDownloadFirst, useChange, useDownloadPriority, useReceipts, useRoll } from '../api/queries';
import type { RollView } from '../api/types';
import { WhyLine } from '../jobs/Figures';
import { Arrivals } from '../shell/Arrivals';
import { useAddress } from '../shell/address';
import { bytes, clock, moment, percent } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { icons, State, type StateWord } from '../shell/State';
import { Tabs } from '../shell/Tabs';
import { CareOfRoll } from './HoldCare';
import { Findings } from './NewIngest';
import { PaceLine } from './PaceLine';
import { RollActions } from './RollActions';
import { RollClips } from './RollClips';
import { RollFiles } from './RollFiles';
import { RollTimeline } from './RollTimeline';
import { canRestore, cellOf, columns, dayWord, lateness, manifestWords, rollWord } from './stages';
import { Throttle } from './Throttle';
import './roll.css';

/** Everything there is to say about one roll; first, in large letters, whether its card may be formatted. */
export function RollPage() {
  const { id = '' } = useParams();
  const roll = useRoll(id);
  const [tab, setTab] = useAddress('tab', 'timeline');

  if (roll.error) return <ProblemNote error={roll.error} retry={() => void roll.refetch()} />;
  if (!roll.data)
    return (
      <>
        <h1>Roll</h1>
        <Loading rows={3} height={70} what="the roll" />
      </>
    );

  const detail = roll.data;
  const { summary } = detail;
  return (
    <article className="roll">
      <Head detail={detail} />
      <Verdict detail={detail} />
      <RollActions detail={detail} />
      <Stages detail={detail} />
      <Tabs
        label="About the roll"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'timeline', label: 'Timeline' },
          { id: 'clips', label: 'Clips', count: summary.clips?.clips ?? 0 },
          { id: 'files', label: 'Files', count: summary.roll.files },
          { id: 'findings', label: 'Findings', count: detail.findings.length },
          { id: 'documents', label: 'Custody and reports' },
        ]}
      />
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'timeline' ? (
          <>
            <p>
              <Link to={`/activity?${new URLSearchParams({ show: summary.roll.show, roll: id })}`}>
                With who looked at and fetched what
              </Link>
            </p>
            <RollTimeline id={id} />
          </>
        ) : null}
        {tab === 'clips' ? (
          <RollClips
            id={id}
            show={summary.roll.show}
            total={summary.clips?.clips ?? 0}
            canRestore={canRestore(summary)}
          />
        ) : null}
        {tab === 'files' ? <RollFiles id={id} total={summary.roll.files} /> : null}
        {tab === 'findings' ? (
          detail.findings.length > 0 ? (
            <Findings findings={detail.findings} />
          ) : (
            <p className="empty">Nothing was found that a person should know.</p>
          )
        ) : null}
        {tab === 'documents' ? <Documents detail={detail} /> : null}
      </div>
    </article>
  );
}

function Head({ detail }: { detail: RollView }) {
  const { roll } = detail.summary;
  return (
    <header className="roll-head">
      <p className="quiet">
        <Link to={`/ingest?show=${encodeURIComponent(roll.show)}&day=${roll.shootDay}`}>{dayWord(roll.shootDay)}</Link>
        {roll.unit ? ` · ${roll.unit}` : ''}
        {roll.episode ? ` · ${roll.episode}` : ''} · {roll.show}
      </p>
      <h1>
        {roll.name} <State word={rollWord(detail.summary)} />
      </h1>
      <p>
        {roll.kind} · {roll.files.toLocaleString('en')} files · {bytes(roll.bytes)} · {manifestWords[roll.manifest]}
        <span className="quiet"> · {roll.layoutReason}</span>
      </p>
    </header>
  );
}

function Verdict({ detail }: { detail: RollView }) {
  const { advice, roll } = detail.summary;
  return (
    <section
      className="verdict"
      data-safe={advice.isSafe}
      data-warns={advice.warnings.length > 0}
      aria-label="May the card be formatted?"
    >
      <p className="large">
        <span aria-hidden="true">
          {!advice.isSafe ? icons.failed : advice.warnings.length > 0 ? icons.late : icons.done}
        </span>{' '}
        {advice.headline?.toUpperCase()}
        {advice.isSafe ? '' : ', because'}
      </p>
      {advice.warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <ul>
        {advice.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {advice.notes.map((note) => (
          <li key={note} className="quiet">
            {note}
          </li>
        ))}
      </ul>
      {roll.hold ? (
        <p className="held">
          <State word="held" /> <span className="todo">{roll.hold.advice}</span>
        </p>
      ) : null}
      {roll.hold ? <CareOfRoll roll={roll} /> : null}
    </section>
  );
}

function Stages({ detail }: { detail: RollView }) {
  const { roll, stages, targets } = detail.summary;
  const late = lateness(targets);
  const running = detail.jobs.find((job) => job.state === 'running' || job.state === 'waiting');
  return (
    <section aria-label="Stages">
      <ol className="stages">
        {columns.map((column) => {
          const cell = cellOf(roll, stages, column.stage);
          return (
            <li key={column.stage} className="stage" data-state={cell.state} title={cell.reason || undefined}>
              <span className="fill" aria-hidden="true" style={{ width: `${cell.fraction * 100}%` }} />
              <span className="text">
                <span>{column.word}</span>
                <span>
                  <span aria-hidden="true">{icons[cell.state]}</span>{' '}
                  {cell.state === 'done' && cell.endedAt
                    ? clock(cell.endedAt)
                    : cell.state === 'running'
                      ? percent(cell.fraction)
                      : cell.state}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
      {roll.stage === 'complete' ? null : (
        <div className="now">
          <PaceLine roll={roll.id} />
          {running ? <Throttle job={running} /> : null}
        </div>
      )}
      {targets.length > 0 ? (
        <ul className="targets">
          {targets.map((target) => (
            <li key={target.name} data-state={target.state}>
              <span>{target.name}</span>
              <span>
                {target.state === 'late' || target.state === 'missed' ? (
                  <State word="late" />
                ) : target.state === 'met' ? (
                  <State word="done" />
                ) : target.state === 'at-risk' ? (
                  '◇ at risk'
                ) : (
                  'in time'
                )}
              </span>
              <span className="quiet">
                due {moment(target.due)}
                {target.actual ? `, kept ${moment(target.actual)}` : ''}
                {target.forecast ? `, expected ${moment(target.forecast)}` : ''}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {late?.why ? (
        <p className="why">
          <strong>Why is this late?</strong> {late.why}
        </p>
      ) : null}
      {/* A job that nobody began can still be forgotten: nothing is asked about it. */}
      {detail.jobs[0]?.startedAt ? <WhyLine job={detail.jobs[0].id} /> : null}
    </section>
  );
}

function Documents({ detail }: { detail: RollView }) {
  const { roll, copies } = detail.summary;
  const links = (name: string, forms: string[]) => (
    <p className="links">
      {forms.map((form) => (
        <a key={form} href={`/api/rolls/${roll.id}/${name}.${form}`} target="_blank" rel="noreferrer">
          {form.toUpperCase()}
        </a>
      ))}
    </p>
  );
  return (
    <div className="documents">
      <h2>Copies</h2>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Copy</th>
            <th scope="col">State</th>
            <th scope="col">Where</th>
            <th scope="col" className="number">
              Files
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Last read back</th>
            <th scope="col">Sealed by</th>
          </tr>
        </thead>
        <tbody>
          {copies.map((copy) => (
            <tr key={`${copy.name} ${copy.store}`}>
              <th scope="row">{copy.name}</th>
              <td>
                <State word={copyWord(copy.state)} detail={copy.state} /> {copy.state}
              </td>
              <td>
                <code>{copy.store}</code>
              </td>
              <td className="number">{copy.files.toLocaleString('en')}</td>
              <td className="number">{bytes(copy.bytes)}</td>
              <td>{copy.verifiedAt ? moment(copy.verifiedAt) : '–'}</td>
              <td>{copy.generation ? `generation ${copy.generation}` : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Receipts roll={roll.id} />
      <FetchedFirst roll={roll.id} />
      <h2>Report</h2>
      <p>Everything on this page as a document, with thumbnails.</p>
      {links('report', ['html', 'pdf', 'csv', 'json'])}
      <h2>Chain of custody</h2>
      <p>
        {roll.drive ? `Drive ${roll.drive}` : 'The drive is not known'}
        {roll.carriedBy ? `, brought by ${roll.carriedBy}` : ''}; found {moment(roll.foundAt)} at{' '}
        <code>{roll.source}</code>.
      </p>
      {links('custody', ['html', 'pdf', 'json'])}
    </div>
  );
}

/** What sites outside say of the roll that they fetched. */
function Receipts({ roll }: { roll: string }) {
  const receipts = useReceipts(roll);
  return receipts.data ? <Arrivals receipts={receipts.data.receipts} /> : null;
}

/** Moves the roll before all others that sites outside have yet to fetch, and takes that back. */
function FetchedFirst({ roll }: { roll: string }) {
  const priority = useDownloadPriority(roll);
  const change = useChange(putDownloadFirst);
  if (!priority.data) return null;
  const first = new Map(priority.data.first.map((one) => [one.site, one]));
  const sites = [...new Set(['', ...priority.data.sites, ...first.keys()])];
  return (
    <>
      <h2>Fetched first</h2>
      <p>Machines outside fetch rolls in the order in which they were verified, unless one is moved to the front.</p>
      <ul className="fetched-first" aria-label="Fetched first">
        {sites.map((site) => {
          const moved = first.get(site);
          const name = site || 'Every site';
          return (
            <li key={site}>
              {name}
              {moved ? `: moved to the front by ${moved.putBy}, ${moment(moved.putAt)}` : ''}{' '}
              <button
                type="button"
                disabled={change.isPending}
                aria-label={moved ? `Back to its turn: ${name}` : `Fetch first: ${name}`}
                onClick={() => change.mutate({ id: roll, site, isFirst: !moved })}
              >
                {moved ? 'Back to its turn' : 'Fetch first'}
              </button>
            </li>
          );
        })}
      </ul>
      {change.error ? <ProblemNote error={change.error} /> : null}
    </>
  );
}

function copyWord(state: string): StateWord {
  if (state === 'verified') return 'done';
  if (state === 'waiting' || state === 'writing' || state === 'written')
    return state === 'waiting' ? 'waiting' : 'running';
  return 'failed';
}
