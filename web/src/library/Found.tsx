import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { usePages } from '../api/pages';
import type { ClipHit } from '../api/types';
import { gridOf, placeIn } from '../ingest/grid';
import { type KeyBinding, useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { Space } from '../shell/Space';
import type { Column } from './columns';
import { Hit } from './Hit';
import { sortedBy } from './query';
import { readHits, type Search } from './requests';

/** Clips of an answer. */
const atOnce = 60;
const lineHeight = 34;

/** What is found, as pictures or as a table. Only what is in sight is in the page, and is asked for. */
export function Found({
  search,
  total,
  columns,
  open,
  setOpen,
  setSort,
}: {
  search: Search;
  total: number;
  /** The columns of a table; none for pictures. */
  columns: Column[] | null;
  open: string;
  setOpen: (clip: ClipHit | null) => void;
  setSort: (sort: string) => void;
}) {
  const frame = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const grid = useMemo(() => gridOf(width), [width]);
  const inRow = columns ? 1 : grid.columns;
  const height = columns ? lineHeight : grid.height;
  const rows = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(total / inRow),
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: columns ? 8 : 2,
  });
  const { measure, scrollToIndex } = rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are placed anew
  useEffect(measure, [measure, height]);
  const items = rows.getVirtualItems();
  const first = (items[0]?.index ?? 0) * inRow;
  const last = Math.max(first, Math.min(total - 1, ((items.at(-1)?.index ?? 0) + 1) * inRow - 1));
  const pages = usePages({
    key: ['hits', search.query, search.sort, ...search.shows],
    size: atOnce,
    first,
    // The next rows are at hand before an arrow asks for them.
    last: Math.min(Math.max(0, total - 1), last + inRow),
    read: (page, signal) => readHits(search, page * atOnce, atOnce, signal),
    enabled: width > 0,
  });

  // Keys come faster than pages are drawn: the next one counts from the clip that was asked for last.
  const here = useRef(-1);
  let seen = -1;
  for (let index = first; index <= last && seen < 0; index++) if (pages.at(index)?.id === open) seen = index;
  if (open === '') here.current = -1;
  else if (here.current < 0) here.current = seen;
  const show = (clip: ClipHit, index: number) => {
    here.current = index;
    setOpen(clip.id === open ? null : clip);
  };
  const move = (by: number) => {
    const index = Math.max(0, Math.min(total - 1, here.current < 0 ? first : here.current + by));
    const next = pages.at(index);
    if (!next || next.id === open) return;
    here.current = index;
    scrollToIndex(Math.floor(index / inRow));
    setOpen(next);
  };
  const act = useRef(move);
  act.current = move;
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'ArrowDown', does: 'next clip', run: () => act.current(1) },
        { key: 'ArrowUp', does: 'previous clip', run: () => act.current(-1) },
      ],
      [],
    ),
  );
  useEffect(() => {
    // The arrows lead the focus along; who works in the panel keeps it there.
    if (open !== '' && document.activeElement?.closest('.clip-frame')) document.getElementById(`clip-${open}`)?.focus();
  }, [open]);

  return (
    <>
      {pages.error ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by the keyboard */}
      <section className="clip-frame" ref={frame} tabIndex={0} aria-label="Clips">
        {columns ? (
          <table className="plain-table hits" aria-rowcount={total + 1}>
            <colgroup>
              {columns.map((column) => (
                <col key={column.name} style={{ width: column.width }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                {columns.map((column) => (
                  <Heading key={column.name} column={column} sort={search.sort} setSort={setSort} />
                ))}
              </tr>
            </thead>
            <tbody>
              <Space height={items[0]?.start ?? 0} columns={columns.length} />
              {items.map(({ index }) => (
                <Line key={index} index={index} clip={pages.at(index)} columns={columns} open={open} onOpen={show} />
              ))}
              <Space height={rows.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns.length} />
            </tbody>
          </table>
        ) : (
          <ul className="thumbs" style={{ height: rows.getTotalSize() }}>
            {items.flatMap((row) =>
              placeIn(row.index, grid, total).map((cell) => {
                const clip = pages.at(cell.index);
                return (
                  <li
                    key={cell.index}
                    style={{
                      width: grid.width,
                      height: grid.height,
                      transform: `translate(${cell.left}px, ${row.start}px)`,
                    }}
                    aria-posinset={cell.index + 1}
                    aria-setsize={total}
                  >
                    {clip ? (
                      <Hit clip={clip} isOpen={clip.id === open} onOpen={() => show(clip, cell.index)} />
                    ) : (
                      <span className="thumb to-come">
                        <span className="picture" />
                      </span>
                    )}
                  </li>
                );
              }),
            )}
          </ul>
        )}
      </section>
    </>
  );
}

function Heading({ column, sort, setSort }: { column: Column; sort: string; setSort: (sort: string) => void }) {
  const field = column.sort;
  const direction = field === undefined ? '' : sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : '';
  return (
    <th scope="col" className={column.isNumber ? 'number' : ''} aria-sort={direction === '' ? undefined : direction}>
      {field === undefined ? (
        column.label
      ) : (
        <button type="button" className="plain" onClick={() => setSort(sortedBy(sort, field))}>
          {column.label}
          {direction === '' ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}
        </button>
      )}
    </th>
  );
}

function Line({
  index,
  clip,
  columns,
  open,
  onOpen,
}: {
  index: number;
  clip: ClipHit | undefined;
  columns: Column[];
  open: string;
  onOpen: (clip: ClipHit, index: number) => void;
}) {
  return (
    <tr aria-rowindex={index + 2} data-open={clip !== undefined && clip.id === open} style={{ height: lineHeight }}>
      {columns.map((column) =>
        column.name === 'name' ? (
          <th key={column.name} scope="row">
            {clip ? (
              <button
                type="button"
                id={`clip-${clip.id}`}
                className="plain thumb-line"
                aria-pressed={clip.id === open}
                onClick={() => onOpen(clip, index)}
              >
                {clip.name}
              </button>
            ) : null}
          </th>
        ) : (
          <td key={column.name} className={column.isNumber ? 'number' : ''}>
            {clip ? column.of(clip) : ''}
          </td>
        ),
      )}
    </tr>
  );
}
