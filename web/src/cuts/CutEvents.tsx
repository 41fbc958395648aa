import { memo, useEffect } from 'react';
import type { MatchedEvent } from '../api/types';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';
import { FramePicture } from './FramePicture';
import { outcomeOf, signOf } from './words';

const columns = 6;

/** The events of a cut in its order, each with the picture it means. */
export function CutEvents({
  events,
  chosen,
  choose,
}: {
  events: readonly MatchedEvent[];
  chosen: string;
  choose: (event: string) => void;
}) {
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
  measure,
}: {
  event: MatchedEvent;
  index: number;
  isChosen: boolean;
  choose: (event: string) => void;
  measure: (row: HTMLTableRowElement | null) => void;
}) {
  const { word, sign, tone } = signOf(outcomeOf(event));
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
    </tr>
  );
});
