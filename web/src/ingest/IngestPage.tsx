import { useMemo } from 'react';
import { Link } from 'react-router';
import { useDay, useDays, useShows } from '../api/queries';
import type { DaySummary } from '../api/types';
import { useAddress, useShowName } from '../shell/address';
import { bytes } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { DayHead } from './DayHead';
import { DayMatrix } from './DayMatrix';
import { ImportReport } from './ImportReport';
import { NewIngest } from './NewIngest';
import { dayWord } from './stages';
import './ingest.css';

/** A show's shoot days on the left; the chosen one as a matrix of rolls and stages. */
export function IngestPage() {
  const show = useShowName();
  const shows = useShows();
  const days = useDays(show);
  const [named, setDay] = useAddress('day');
  const [adding, setAdding] = useAddress('new');
  const [importing, setImporting] = useAddress('import');
  const day = named || days.data?.[0]?.shootDay || '';
  const whole = useDay(show, day);

  const move = useMemo(() => {
    const list = days.data ?? [];
    const at = list.findIndex((one) => one.shootDay === day);
    return (by: number) => {
      const next = list[at + by];
      if (next) setDay(next.shootDay, true);
    };
  }, [day, days.data, setDay]);
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'n', does: 'new ingest', run: () => setAdding(adding ? '' : '1') },
        { key: 'i', does: 'import a report', run: () => setImporting(importing ? '' : '1') },
        { key: '[', does: 'the day before', run: () => move(1) },
        { key: ']', does: 'the day after', run: () => move(-1) },
      ],
      [adding, importing, move, setAdding, setImporting],
    ),
  );

  if (days.error) return <ProblemNote error={days.error} retry={() => void days.refetch()} />;
  return (
    <div className="ingest">
      <header className="page-head">
        <h1>Ingest</h1>
        <button type="button" aria-expanded={adding !== ''} onClick={() => setAdding(adding ? '' : '1')}>
          New ingest <kbd>n</kbd>
        </button>
        <button type="button" aria-expanded={importing !== ''} onClick={() => setImporting(importing ? '' : '1')}>
          Import a report <kbd>i</kbd>
        </button>
      </header>
      {adding ? <NewIngest show={show} close={() => setAdding('')} /> : null}
      {importing ? <ImportReport show={show} day={day} close={() => setImporting('')} /> : null}
      <div className="days-and-day">
        <nav aria-label="Shoot days" className="days">
          {days.isPending && show !== '' ? <Loading rows={5} height={54} what="the shoot days" /> : null}
          <ul>
            {days.data?.map((one) => (
              <li key={one.shootDay}>
                <button type="button" aria-current={one.shootDay === day} onClick={() => setDay(one.shootDay, true)}>
                  <span>{dayWord(one.shootDay).replace(/ \d{4}$/, '')}</span>
                  <DayState day={one} />
                  <span className="quiet">
                    {one.rolls} {one.rolls === 1 ? 'roll' : 'rolls'} · {bytes(one.bytes)}
                    {one.missing > 0 ? ` · ${one.missing} not here` : ''}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <section aria-label="The day" className="day">
          {days.data?.length === 0 || (shows.data?.length === 0 && show === '') ? <NoDay show={show} /> : null}
          {whole.error ? <ProblemNote error={whole.error} retry={() => void whole.refetch()} /> : null}
          {day !== '' && whole.isPending ? <Loading rows={8} what="the day" /> : null}
          {whole.data ? (
            <>
              <DayHead day={whole.data} />
              <DayMatrix day={whole.data} />
            </>
          ) : null}
        </section>
      </div>
    </div>
  );
}

function DayState({ day }: { day: DaySummary }) {
  if (day.held > 0) return <State word="held" />;
  if (day.rolls > 0 && day.complete === day.rolls && day.missing === 0) return <State word="done" />;
  if (day.complete === day.rolls && day.missing > 0) return <State word="late" detail="expected and not here" />;
  return <State word={day.rolls === 0 ? 'waiting' : 'running'} />;
}

function NoDay({ show }: { show: string }) {
  if (show === '')
    return (
      <p className="empty">
        There is no show yet, and all footage belongs to one. <Link to="/settings">Make the first show</Link>, or run{' '}
        <code>acetate demo run</code> to see a whole shoot day come in.
      </p>
    );
  return (
    <div className="empty">
      <p>No shoot day yet. A day appears with its first roll, or with a report that says what was shot.</p>
      <p>
        <code>acetate ingest /media/CARD --show {show || 'SHOW'}</code>, or press <kbd>n</kbd>.
      </p>
    </div>
  );
}
