import { memo, useEffect } from 'react';
import type { MatchedEvent, OfflineEvent } from '../api/types';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';
import { FramePicture } from './FramePicture';
import { verdictOf } from './movies';
import { outcomeOf, signOf } from './words';

/** The events of a cut in its order, each with the picture it means. */
export function CutEvents({
  events,
  chosen,
  choose,
  places,
}: {
  events: readonly MatchedEvent[];
  chosen: string;
  choose: (event: string) => void;
  /** What holding the events against the offline came to; null without an offline. */
  places: ReadonlyMap<string, OfflineEvent> | null;
}) {
  const columns = places ? 7 : 6;
  const rows = useRows<HTMLTableSectionElement>({ count: events.length, height: 58 });
  const at = events.findIndex((event) => event.event === chosen);
  const { show, first, last } = rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list follows the chosen event, and nobody who scrolls away
  useEffect(() => {
    if (at >= 0 && (at <= first || at >= last)) show(at);
  }, [at]);
  return (
    <table className="plain-table cut-events" aria-label="Events" aria-rowcount={events.length + 1}>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Picture</th>
          <th scope="col">Record</th>
          <th scope="col">Source</th>
          <th scope="col">Outcome</th>
          <th scope="col">Clip</th>
          {places ? <th scope="col">Offline</th> : null}
        </tr>
      </thead>
      <tbody ref={rows.frame}>
        <Space height={rows.before} columns={columns} />
        {rows.items.map(({ index }) => {
          const event = events[index];
          return event === undefined ? null : (
            <Row
              key={event.event}
              event={event}
              index={index}
              isChosen={index === at}
              choose={choose}
              place={places ? (places.get(event.event) ?? null) : undefined}
              measure={rows.measure}
            />
          );
        })}
        <Space height={rows.after} columns={columns} />
      </tbody>
    </table>
  );
}

const Row = memo(function Row({
  event,
  index,
  isChosen,
  choose,
  place,
  measure,
}: {
  event: MatchedEvent;
  index: number;
  isChosen: boolean;
  choose: (event: string) => void;
  /** Absent without an offline; null where it says nothing of the event. */
  place?: OfflineEvent | null;
  measure: (row: HTMLTableRowElement | null) => void;
}) {
  const { word, sign, tone } = signOf(outcomeOf(event));
  const verdict = place?.verdict ? verdictOf(place.verdict) : null;
  return (
    <tr data-index={index} aria-rowindex={index + 2} aria-current={isChosen ? 'true' : undefined} ref={measure}>
      <th scope="row">
        <button type="button" className="plain" onClick={() => choose(isChosen ? '' : event.event)}>
          {event.number || event.event}
        </button>
      </th>
      <td>{event.clip ? <FramePicture clip={event.clip.id} frames={event.frames} /> : null}</td>
      <td className="timecode">{event.recordStart}</td>
      <td>
        {event.reel || event.name} <span className="quiet timecode">{event.sourceStart}</span>
      </td>
      <td>
        <span className="state" data-state={tone}>
          <span aria-hidden="true">{sign}</span> {word}
        </span>
        {event.isDecided ? <span className="quiet"> by a person</span> : null}
      </td>
      <td>{event.clip?.name ?? ''}</td>
      {place === undefined ? null : (
        <td>
          {verdict ? (
            <span className="state" data-state={verdict.tone}>
              <span aria-hidden="true">{verdict.sign}</span> {verdict.word}
            </span>
          ) : (
            <span className="quiet">not looked at</span>
          )}
          {place?.slip ? (
            <span className="quiet">
              {' '}
              {place.slip > 0 ? '+' : '−'}
              {Math.abs(place.slip)}
            </span>
          ) : null}
        </td>
      )}
    </tr>
  );
});
