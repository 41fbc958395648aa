import { memo, useMemo } from 'react';
import { Link } from 'react-router';
import { useJob, usePulls } from '../api/queries';
import type { Pull } from '../api/types';
import { jobFraction } from '../jobs/words';
import { useShowName } from '../shell/address';
import { Bar } from '../shell/Bar';
import { moment, percent } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';
import { PullState } from './Signs';
import { cutsOf, pullWord } from './words';
import './pulls.css';

const columns = 7;

/** The pulls of a show: what was asked for by whom, for whom, and how far it is. */
export function PullsPage() {
  const show = useShowName();
  const pulls = usePulls(show);
  const total = pulls.data?.length ?? 0;
  const rows = useRows<HTMLTableSectionElement>({ count: total, height: 47 });
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'ArrowDown', does: 'next pull', run: () => focusPull(1) },
        { key: 'ArrowUp', does: 'previous pull', run: () => focusPull(-1) },
      ],
      [],
    ),
  );
  return (
    <>
      <h1>Pulls</h1>
      {pulls.error ? <ProblemNote error={pulls.error} retry={() => void pulls.refetch()} /> : null}
      {pulls.isLoading ? <Loading rows={8} height={40} what="the pulls" /> : null}
      {pulls.data && total === 0 ? <NoPull show={show} /> : null}
      {total > 0 ? (
        <table className="plain-table pulls" aria-rowcount={total + 1}>
          <thead>
            <tr>
              <th scope="col">Pull</th>
              <th scope="col">State</th>
              <th scope="col">For</th>
              <th scope="col">Cut</th>
              <th scope="col">Planned</th>
              <th scope="col">Approved</th>
              <th scope="col">Done</th>
            </tr>
          </thead>
          <tbody ref={rows.frame}>
            <Space height={rows.before} columns={columns} />
            {rows.items.map(({ index }) => (
              <PullLine key={index} pull={pulls.data?.[index]} index={index} measure={rows.measure} />
            ))}
            <Space height={rows.after} columns={columns} />
          </tbody>
        </table>
      ) : null}
    </>
  );
}

const PullLine = memo(function PullLine({
  pull,
  index,
  measure,
}: {
  pull: Pull | undefined;
  index: number;
  measure: (row: HTMLTableRowElement | null) => void;
}) {
  if (!pull) return null;
  return (
    <tr data-index={index} aria-rowindex={index + 2} ref={measure}>
      <th scope="row">
        <Link to={`/pulls/${pull.id}?show=${encodeURIComponent(pull.show)}`} className="pull">
          {pull.title}
        </Link>
        {pull.state === 'held' || pull.state === 'withdrawn' ? <span className="quiet">{pull.message}</span> : null}
      </th>
      <td>
        <PullState pull={pull} />
      </td>
      <td>{pull.recipient}</td>
      <td>{cutsOf(pull)}</td>
      <td>
        {moment(pull.createdAt)} <span className="quiet">{pull.createdBy}</span>
      </td>
      <td>
        {pull.approvedAt ? (
          <>
            {moment(pull.approvedAt)} <span className="quiet">{pull.approvedBy}</span>
          </>
        ) : (
          '–'
        )}
      </td>
      <td className="done">
        <Done pull={pull} />
      </td>
    </tr>
  );
});

function Done({ pull }: { pull: Pull }) {
  const isUnderWay = pull.state === 'running' || pull.state === 'held';
  const job = useJob(isUnderWay ? (pull.job ?? '') : '');
  const fraction = pull.state === 'ready' ? 1 : isUnderWay && job.data ? jobFraction(job.data) : null;
  if (fraction === null) return '–';
  return (
    <>
      <Bar fraction={fraction} word={pullWord(pull)} label={`${pull.title}: done`} />
      <span className="number">{percent(fraction)}</span>
    </>
  );
}

function NoPull({ show }: { show: string }) {
  return (
    <div className="empty">
      <p>
        No pull yet. A pull gathers the footage of a cut for somebody outside. Plan one from{' '}
        <Link to={`/cuts?show=${encodeURIComponent(show)}`}>a cut</Link>, or from the command line:
      </p>
      <p>
        <code>acetate pull vfx CUT.edl --show {show || 'SHOW'} --vendor NAME</code> for plates, or{' '}
        <code>acetate pull conform CUT.edl --show {show || 'SHOW'} --to NAME</code> for camera originals
      </p>
    </div>
  );
}

function focusPull(by: number) {
  const links = [...document.querySelectorAll<HTMLElement>('a.pull')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}
