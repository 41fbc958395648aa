import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { useChange } from '../api/queries';
import type { KeptCut, MatchedEvent, MatchReport } from '../api/types';
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
import { EventPanel } from './EventPanel';
import { PlanPull } from './PlanPull';
import { type Choice, decide, takeDecisionBack, useCut, useCutMatch, useCuts } from './requests';
import { countsOf, isOpen, nextOpen, outcomeOf, signOf } from './words';
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
          Handed in {moment(cut.data.keptAt)} by {cut.data.keptBy}
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
  const events = useMemo(
    () => (only === '' ? report.events : report.events.filter((event) => outcomeOf(event) === only)),
    [only, report.events],
  );
  const open = report.events.find((event) => event.event === chosen);
  const waiting = useMemo(() => report.events.filter(isOpen).length, [report.events]);
  const act = useChange(({ event, choice }: { event: MatchedEvent; choice: Choice }) =>
    decide(cut.show, event, choice),
  );
  const { mutate } = act;
  const choose = useMemo(
    () => (event: MatchedEvent, choice: Choice, words: string) =>
      mutate(
        { event, choice },
        {
          onSuccess: (made) => {
            setChosen(nextOpen(report.events, event.event)?.event ?? event.event);
            say({
              message: words,
              undo: () => takeDecisionBack(cut.show, made.id),
            });
          },
        },
      ),
    [cut.show, mutate, report.events, setChosen],
  );
  const move = useMemo(
    () => (by: number) => {
      const at = events.findIndex((event) => event.event === chosen);
      const next = events[at < 0 ? 0 : Math.max(0, Math.min(events.length - 1, at + by))];
      if (next) setChosen(next.event);
    },
    [chosen, events, setChosen],
  );
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'ArrowDown', does: 'next event', run: () => move(1) },
        { key: 'ArrowUp', does: 'previous event', run: () => move(-1) },
        {
          key: 'n',
          does: 'next event to decide',
          run: () => setChosen(nextOpen(report.events, chosen)?.event ?? chosen),
        },
        ...(doing ? [{ key: 'Escape', does: 'close the form', run: () => setDoing('') }] : []),
        ...(chosen && !doing ? [{ key: 'Escape', does: 'close the event', run: () => setChosen('') }] : []),
      ],
      [chosen, doing, move, report.events, setChosen, setDoing],
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
            <PlanPull key={doing} cut={cut} kind={doing} open={waiting} close={() => setDoing('')} />
          ) : null}
        </section>
      ) : null}
      <Compare cut={cut} />
      {act.error ? <ProblemNote error={act.error} /> : null}
      <div className="cut" data-open={open !== undefined}>
        <CutEvents events={events} chosen={chosen} choose={setChosen} />
        {open ? (
          <EventPanel
            key={open.event}
            event={open}
            show={cut.show}
            mayDecide={mayDecide && !act.isPending}
            choose={choose}
            close={() => setChosen('')}
          />
        ) : null}
      </div>
    </>
  );
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
