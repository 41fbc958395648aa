import type { ReturnCounts, VendorReturn } from '../api/types';
import { useAddress, useShowName } from '../shell/address';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { Arrived } from './Arrived';
import { useReturnCounts, useReturns } from './queries';
import { ReturnDetail } from './ReturnDetail';
import { Standing } from './Signs';
import { checkOf, hours, versionOf } from './words';

/** What vendors hand in: what is outstanding, what waits for a decision, and each version. */
export function ReturnsPage() {
  const show = useShowName();
  const me = useMe().data;
  const returns = useReturns(show);
  const counts = useReturnCounts(show);
  const [open, setOpen] = useAddress('version');
  const [vendor, setVendor] = useAddress('vendor');
  const [shot, setShot] = useAddress('shot');
  const all = (returns.data ?? []).filter(
    (one) => (vendor === '' || one.vendor === vendor) && one.shot.toLowerCase().includes(shot.toLowerCase()),
  );
  return (
    <>
      <h1>Returns</h1>
      {returns.error ? <ProblemNote error={returns.error} retry={() => void returns.refetch()} /> : null}
      {returns.isLoading ? <Loading rows={6} height={40} what="the returns" /> : null}
      {counts.data && counts.data.length === 0 ? (
        <p className="empty">
          No vendor was given plates yet, so nothing can come back. <code>acetate pull vfx CUT.edl --vendor NAME</code>{' '}
          gives them.
        </p>
      ) : null}
      {counts.data && counts.data.length > 0 ? <Counts counts={counts.data} open={vendor} choose={setVendor} /> : null}
      {mayOperate(me, show)
        ? counts.data?.map((one) => <Arrived key={one.vendor} show={show} vendor={one.vendor} />)
        : null}
      {counts.data && counts.data.length > 0 ? (
        <section aria-label="Versions">
          <h2>Versions</h2>
          <label>
            Shot <input value={shot} onChange={(event) => setShot(event.target.value)} />
          </label>
          {returns.data && all.length === 0 ? (
            <p className="empty">
              Nothing of this has come back. A folder that a vendor uploads into its workspace, with the name of shot
              and version in the names of its files, is taken in here; <code>acetate returns receive DIR</code> takes
              one in from anywhere.
            </p>
          ) : null}
          {all.length > 0 ? (
            <table className="plain-table" aria-label="Versions handed in">
              <thead>
                <tr>
                  <th scope="col">Version</th>
                  <th scope="col">Vendor</th>
                  <th scope="col">State</th>
                  <th scope="col">Check</th>
                  <th scope="col">Frames</th>
                  <th scope="col">Received</th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <VersionLine
                    key={one.id}
                    one={one}
                    isOpen={one.id === open}
                    toggle={() => setOpen(one.id === open ? '' : one.id, true)}
                  />
                ))}
              </tbody>
            </table>
          ) : null}
          {open && returns.data?.some((one) => one.id === open) ? <ReturnDetail id={open} /> : null}
        </section>
      ) : null}
    </>
  );
}

function VersionLine({ one, isOpen, toggle }: { one: VendorReturn; isOpen: boolean; toggle: () => void }) {
  return (
    <tr data-open={isOpen}>
      <th scope="row">
        <button type="button" className="plain" aria-expanded={isOpen} onClick={toggle}>
          {one.shot} {one.task} {versionOf(one.version)}
        </button>
      </th>
      <td>{one.vendor}</td>
      <td>
        <Standing state={one.state} />
      </td>
      <td>{checkOf(one)}</td>
      <td>{one.firstNumber == null ? (one.frames ?? '–') : `${one.firstNumber}–${one.lastNumber}`}</td>
      <td>{moment(one.receivedAt)}</td>
    </tr>
  );
}

function Counts({
  counts,
  open,
  choose,
}: {
  counts: readonly ReturnCounts[];
  open: string;
  choose: (vendor: string) => void;
}) {
  return (
    <table className="plain-table" aria-label="Vendors">
      <thead>
        <tr>
          <th scope="col">Vendor</th>
          {['Shots', 'Outstanding', 'Waiting', 'Rejected', 'Approved', 'Re-delivered'].map((word) => (
            <th key={word} scope="col" className="number">
              {word}
            </th>
          ))}
          <th scope="col">Turnaround: median, worst</th>
          <th scope="col">Wait for a decision: median, worst</th>
        </tr>
      </thead>
      <tbody>
        {counts.map((one) => (
          <tr key={one.vendor} data-open={one.vendor === open}>
            <th scope="row">
              <button
                type="button"
                className="plain"
                aria-pressed={one.vendor === open}
                onClick={() => choose(one.vendor === open ? '' : one.vendor)}
              >
                {one.vendor}
              </button>
            </th>
            <td className="number">{one.shots}</td>
            <td className="number">{one.outstanding}</td>
            <td className="number">{one.waiting}</td>
            <td className="number">{one.rejected}</td>
            <td className="number">{one.approved}</td>
            <td className="number">{one.redeliveries}</td>
            <td>
              {hours(one.medianTurnaroundHours)}, {hours(one.worstTurnaroundHours)} {one.worstShot}
            </td>
            <td>
              {hours(one.medianWaitHours)}, {hours(one.worstWaitHours)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
