import { useCallback, useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { useChange } from '../api/queries';
import type { KeptCut, MatchedEvent, MatchReport, OfflineEvent } from '../api/types';
import { many, mayDo } from '../pulls/words';
import { useAddress } from '../shell/address';
import { moment } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { Changes } from './Changes';
import { CutEvents } from './CutEvents';
import { EventCompare } from './EventCompare';
import { EventPanel } from './EventPanel';
import { shownOf, useOfflineEvents, useOfflines, verdictOf } from './movies';
import { Offlines } from './Offlines';
import { PlanPull } from './PlanPull';
import { type Choice, decide, takeDecisionBack, useCut, useCutMatch, useCuts } from './requests';
import { countsOf, isOpen, nextOpen, outcomeOf, rateOf, signOf } from './words';
import './cuts.css';

/** A cut: which camera originals each event means and why, what a person has to decide, and what is pulled from it. */
export function CutPage() {
  const { id = '' } = useParams();
  const cut = useCut(id);
  const match = useCutMatch(id, cut.data?.show ?? '');
  if (cut.error && !cut.data) return <ProblemNote error={cut.error} retry={() => void cut.refetch()} />;
  if (!cut.data)
    return (
      <>
        <h1>Cut</h1>
        <Loading rows={8} what="the cut" />
      </>
    );
  return (
    <>
      <header>
        <p className="quiet">
          <Link to={`/cuts?show=${encodeURIComponent(cut.data.show)}`}>Cuts</Link> · {cut.data.show}
        </p>
        <h1>{cut.data.name}</h1>
        <p className="quiet">
          Handed in {moment(cut.data.keptAt)} by {cut.data.keptBy}; rate: {rateOf(cut.data)}
          {cut.data.removedAt ? '; off the list' : ''}. <a href={`/api/cuts/${id}/file`}>The file as it came</a>
        </p>
      </header>
      {match.error ? <ProblemNote error={match.error} retry={() => void match.refetch()} /> : null}
      {match.data ? <Matched cut={cut.data} report={match.data} /> : null}
      {!match.data && !match.error ? <Loading rows={10} what="the events" /> : null}
    </>
  );
}

function Matched({ cut, report }: { cut: KeptCut; report: MatchReport }) {
  const me = useMe().data;
  const mayDecide = mayOperate(me, cut.show);
  const [only, setOnly] = useAddress('outcome');
  const [chosen, setChosen] = useAddress('event');
  const [doing, setDoing] = useAddress('do');
  const [verdict, setVerdict] = useAddress('verdict');
  const [, setAgainst] = useAddress('against');
  const [, setAt] = useAddress('at');
  const offlines = useOfflines(cut.id, cut.show).data;
  const offline = shownOf(offlines);
  const compared = useOfflineEvents(cut.id, offline).data;
  const places = useMemo(
    () => (compared && offline ? new Map(compared.events.map((one) => [one.event, one])) : null),
    [compared, offline],
  );
  const verdicts = useMemo(() => countVerdicts(places), [places]);
  const events = useMemo(
    () =>
      report.events.filter(
        (event) =>
          (only === '' || outcomeOf(event) === only) &&
          (verdict === '' || places === null || places.get(event.event)?.verdict === verdict),
      ),
    [only, places, report.events, verdict],
  );
  const open = report.events.find((event) => event.event === chosen);
  const waiting = useMemo(() => report.events.filter(isOpen).length, [report.events]);
  const act = useChange(({ event, choice }: { event: MatchedEvent; choice: Choice }) =>
    decide(cut.show, event, choice),
  );
  const { mutate } = act;
  const openEvent = useCallback(
    (event: string) => {
      setAgainst('');
      setAt('');
      setChosen(event);
    },
    [setAgainst, setAt, setChosen],
  );
  const choose = useMemo(
    () => (event: MatchedEvent, choice: Choice, words: string) =>
      mutate(
        { event, choice },
        {
          onSuccess: (made) => {
            openEvent(nextOpen(report.events, event.event)?.event ?? event.event);
            say({
              message: words,
              undo: () => takeDecisionBack(cut.show, made.id),
            });
          },
        },
      ),
    [cut.show, mutate, openEvent, report.events],
  );
  const move = useMemo(
    () => (by: number) => {
      const at = events.findIndex((event) => event.event === chosen);
      const next = events[at < 0 ? 0 : Math.max(0, Math.min(events.length - 1, at + by))];
      if (next) openEvent(next.event);
    },
    [chosen, events, openEvent],
  );
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'ArrowDown', does: 'next event', run: () => move(1) },
        { key: 'ArrowUp', does: 'previous event', run: () => move(-1) },
        {
          key: 'n',
          does: 'next event to decide',
          run: () => openEvent(nextOpen(report.events, chosen)?.event ?? chosen),
        },
        ...(doing ? [{ key: 'Escape', does: 'close the form', run: () => setDoing('') }] : []),
        ...(chosen && !doing ? [{ key: 'Escape', does: 'close the event', run: () => openEvent('') }] : []),
      ],
      [chosen, doing, move, openEvent, report.events, setDoing],
    ),
  );
  return (
    <>
      <Unread report={report} />
      <p className="outcomes">
        {countsOf(report).map(({ outcome, count }) => {
          const { word, sign, tone } = signOf(outcome);
          return (
            <button
              key={outcome}
              type="button"
              aria-pressed={only === outcome}
              onClick={() => setOnly(only === outcome ? '' : outcome)}
            >
              <span className="state" data-state={tone}>
                <span aria-hidden="true">{sign}</span> {word}
              </span>{' '}
              <span className="number">{count.toLocaleString('en')}</span>
            </button>
          );
        })}
        <span className="quiet" role="status">
          {waiting === 0 ? 'Nothing is left to decide.' : `${many(waiting, 'event')} to decide.`}
        </span>
      </p>
      {verdicts.length > 0 ? (
        <p className="outcomes">
          <span className="quiet">Held against the offline:</span>
          {verdicts.map(([said, count]) => {
            const { word, sign, tone } = verdictOf(said);
            return (
              <button
                key={said}
                type="button"
                aria-pressed={verdict === said}
                onClick={() => setVerdict(verdict === said ? '' : said)}
              >
                <span className="state" data-state={tone}>
                  <span aria-hidden="true">{sign}</span> {word}
                </span>{' '}
                <span className="number">{count.toLocaleString('en')}</span>
              </button>
            );
          })}
        </p>
      ) : null}
      {mayDo(me, cut.show).plan ? (
        <section className="actions" aria-label="Actions">
          <button type="button" aria-expanded={doing === 'vfx'} onClick={() => setDoing(doing === 'vfx' ? '' : 'vfx')}>
            Pull plates…
          </button>
          <button
            type="button"
            aria-expanded={doing === 'conform'}
            onClick={() => setDoing(doing === 'conform' ? '' : 'conform')}
          >
            Pull originals…
          </button>
          {doing === 'vfx' || doing === 'conform' ? (
            <PlanPull key={doing} cut={cut} kind={doing} open={waiting} offline={offline} close={() => setDoing('')} />
          ) : null}
        </section>
      ) : null}
      <Compare cut={cut} />
      <Offlines
        cut={cut}
        offlines={offlines ?? []}
        mayPlan={mayDo(me, cut.show).plan}
        mayRemove={(view) => view.offline.sentBy === me?.name || mayDo(me, cut.show).approve}
      />
      {act.error ? <ProblemNote error={act.error} /> : null}
      {open && offline && places?.get(open.event) ? (
        <EventCompare
          key={`${open.event} ${offline.offline.id}`}
          cut={cut}
          event={open}
          place={places.get(open.event) as OfflineEvent}
          offline={offline}
        />
      ) : null}
      <div className="cut" data-open={open !== undefined}>
        <CutEvents events={events} chosen={chosen} choose={openEvent} places={places} />
        {open ? (
          <EventPanel
            key={open.event}
            event={open}
            show={cut.show}
            mayDecide={mayDecide && !act.isPending}
            choose={choose}
            close={() => openEvent('')}
            offline={offline && places ? { cut: cut.id, view: offline, place: places.get(open.event) } : null}
          />
        ) : null}
      </div>
    </>
  );
}

/** How many events came to each verdict, those that want a person first. */
function countVerdicts(places: ReadonlyMap<string, OfflineEvent> | null): [string, number][] {
  return ['different', 'doubtful', 'not compared', 'alike'].flatMap((verdict) => {
    let count = 0;
    for (const place of places?.values() ?? []) if (place.verdict === verdict) count++;
    return count === 0 ? [] : [[verdict, count] as [string, number]];
  });
}

/** What of the list could not be read: events may be missing. */
function Unread({ report }: { report: MatchReport }) {
  return (
    <>
      {(report.unread ?? []).slice(0, 20).map((one) => (
        <p key={`${one.line} ${one.element} ${one.message}`} className="todo">
          {one.line > 0 ? `Line ${one.line}: ` : ''}
          {one.message} {one.fix}
        </p>
      ))}
    </>
  );
}

/** Against another version of the cut. */
function Compare({ cut }: { cut: KeptCut }) {
  const [since, setSince] = useAddress('since');
  const others = (useCuts(cut.show).data ?? []).filter((one) => one.id !== cut.id);
  if (others.length === 0) return null;
  return (
    <>
      <label className="since">
        What changed since{' '}
        <select value={since} onChange={(change) => setSince(change.target.value)}>
          <option value="">…</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}, {moment(one.keptAt)}
            </option>
          ))}
        </select>
      </label>
      {since !== '' ? <Changes cut={cut.id} since={since} /> : null}
    </>
  );
}
