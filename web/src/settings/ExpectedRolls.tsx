import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { dayQuery, takeWaiverBack, useChange, useExpected, waiveExpected } from '../api/queries';
import type { ExpectedRoll } from '../api/types';
import { ImportReport } from '../ingest/ImportReport';
import { dayWord } from '../ingest/stages';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { say } from '../shell/undo';

/** What reports say was shot; what need not come is waived with a reason. */
export function ExpectedRolls({ show }: { show: string }) {
  const expected = useExpected(show);
  const [importing, setImporting] = useState(false);
  const shootDays = [...new Set(expected.data?.map((roll) => roll.shootDay))];
  const days = useQueries({ queries: shootDays.map((day) => dayQuery(show, day)) });
  const arrival = (roll: ExpectedRoll): Arrival => {
    const day = days[shootDays.indexOf(roll.shootDay)]?.data;
    if (roll.waivedBy || !day) return 'unknown';
    return day.missing.some((finding) => finding.path === roll.name) ? 'missing' : 'here';
  };
  if (expected.error) return <ProblemNote error={expected.error} retry={() => void expected.refetch()} />;
  if (!expected.data) return <Loading rows={6} what="the expected rolls" />;
  return (
    <>
      <p>
        <button type="button" aria-expanded={importing} onClick={() => setImporting(!importing)}>
          Import a camera or sound report
        </button>
      </p>
      {importing ? <ImportReport show={show} day="" close={() => setImporting(false)} /> : null}
      {expected.data.length === 0 ? (
        <p className="empty">
          No report was imported yet. A camera or sound report as CSV says which rolls were shot; those that never
          arrive are then called late. Reports that lie on a drive are found by themselves.
        </p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Roll</th>
              <th scope="col">Day</th>
              <th scope="col">Kind</th>
              <th scope="col">Arrived</th>
              <th scope="col" className="number">
                Clips
              </th>
              <th scope="col">Report</th>
              <th scope="col">Imported</th>
              <th scope="col">Waived</th>
            </tr>
          </thead>
          <tbody>
            {expected.data.map((roll) => (
              <Line key={roll.id} roll={roll} arrival={arrival(roll)} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

type Arrival = 'here' | 'missing' | 'unknown';

function Line({ roll, arrival }: { roll: ExpectedRoll; arrival: Arrival }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const waive = useChange((why: string) => waiveExpected(roll, why));
  const wait = useChange(() => takeWaiverBack(roll));
  return (
    <tr>
      <th scope="row">{roll.name}</th>
      <td>{dayWord(roll.shootDay)}</td>
      <td>{roll.kind}</td>
      <td>
        {arrival === 'here' ? <State word="done" detail="it is in the library" /> : null}
        {arrival === 'missing' ? (
          <>
            <State word="late" /> never arrived
          </>
        ) : null}
      </td>
      <td className="number">{roll.clips.length || '–'}</td>
      <td>{roll.source}</td>
      <td>
        {moment(roll.importedAt)} <span className="quiet">{roll.importedBy}</span>
      </td>
      <td>
        {roll.waivedBy ? (
          <>
            {roll.waivedReason} <span className="quiet">{roll.waivedBy}</span>{' '}
            <button
              type="button"
              aria-label={`Wait for ${roll.name} again`}
              disabled={wait.isPending}
              onClick={() =>
                wait.mutate(undefined, { onSuccess: () => say({ message: `${roll.name} is waited for again.` }) })
              }
            >
              Wait again
            </button>
          </>
        ) : asking ? (
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault();
              waive.mutate(reason, {
                onSuccess: () => {
                  setAsking(false);
                  setReason('');
                  say({
                    message: `Nobody waits for ${roll.name} any more.`,
                    undo: () => wait.mutateAsync(undefined),
                  });
                },
              });
            }}
          >
            <label className="grow">
              Why {roll.name} need not arrive
              {/* biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed */}
              <input autoFocus value={reason} onChange={(change) => setReason(change.target.value)} />
            </label>
            <button type="submit" disabled={reason.trim() === '' || waive.isPending}>
              Waive
            </button>
          </form>
        ) : arrival === 'here' ? null : (
          <button type="button" aria-label={`Waive ${roll.name}`} onClick={() => setAsking(true)}>
            Waive…
          </button>
        )}
        {wait.error ? <ProblemNote error={wait.error} /> : null}
        {waive.error ? <ProblemNote error={waive.error} /> : null}
      </td>
    </tr>
  );
}
