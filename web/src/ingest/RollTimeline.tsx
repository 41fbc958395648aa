import { memo, useMemo } from 'react';
import { useTimeline } from '../api/queries';
import type { LibraryEvent } from '../api/types';
import { clock, dayOf } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useRows } from '../shell/rows';
import { icons, type StateWord } from '../shell/State';

/** Every event of the roll, newest first: when, who, what and why. New ones come in by themselves. */
export function RollTimeline({ id }: { id: string }) {
  const timeline = useTimeline(id);
  const events = useMemo(
    () => timeline.data?.pages.flatMap((page) => [...page].reverse()) ?? [],
    [timeline.data?.pages],
  );
  const rows = useRows<HTMLOListElement>({ count: events.length, height: 30, overscan: 20 });
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = timeline;
  if (timeline.error) return <ProblemNote error={timeline.error} retry={() => void timeline.refetch()} />;
  if (!timeline.data) return <Loading rows={8} height={26} what="the timeline" />;
  if (events.length === 0) return <p className="empty">Nothing has happened to this roll yet.</p>;
  return (
    <>
      <ol className="timeline" ref={rows.frame} style={{ paddingTop: rows.before, paddingBottom: rows.after }}>
        {rows.items.map(({ index }) => {
          const event = events[index];
          if (!event) return null;
          return (
            <Line
              key={event.sequence}
              event={event}
              index={index}
              isFirstOfDay={index === 0 || dayOf(events[index - 1]?.at ?? '') !== dayOf(event.at)}
              measure={rows.measure}
            />
          );
        })}
      </ol>
      {hasNextPage ? (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show what happened before
        </button>
      ) : null}
    </>
  );
}

const Line = memo(function Line({
  event,
  index,
  isFirstOfDay,
  measure,
}: {
  event: LibraryEvent;
  index: number;
  isFirstOfDay: boolean;
  measure: (row: HTMLLIElement | null) => void;
}) {
  const word = wordOf(event.kind);
  return (
    <li data-state={word} data-index={index} ref={measure}>
      {isFirstOfDay ? <p className="date">{dayOf(event.at)}</p> : null}
      <div>
        <time dateTime={event.at} className="number">
          {clock(event.at)}
        </time>
        <span aria-hidden="true" className="icon">
          {icons[word]}
        </span>
        <span>{event.message}</span>
        <span className="quiet">{event.actor}</span>
      </div>
    </li>
  );
});

function wordOf(kind: string): StateWord {
  if (/held/.test(kind)) return 'held';
  if (/failed|mismatch|lost/.test(kind)) return 'failed';
  if (/late|breach/.test(kind)) return 'late';
  if (/complete|verified|archived|inspected|proxied|uploaded|checked|confirmed|done/.test(kind)) return 'done';
  return /uploading|started|running/.test(kind) ? 'running' : 'waiting';
}
