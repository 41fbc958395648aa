import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { DayView, Finding, RollSummary, StageBar } from '../api/types';
import { useAddress } from '../shell/address';
import { bytes, clock, percent } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';
import { icons, State, type StateWord } from '../shell/State';
import { PaceLine } from './PaceLine';
import { cellOf, columns, dayDone, lateness, matches, rollWord } from './stages';

/** Roll, state, size, card and the stages. */
const wholeWidth = 4 + columns.length;

/** Rolls down, stages across: it fills from left to right. Rolls that never arrived are rows too. */
export function DayMatrix({ day }: { day: DayView }) {
  const navigate = useNavigate();
  const [filter, setFilter] = useAddress('filter');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => day.rolls.filter((entry) => matches(entry, filter)), [day.rolls, filter]);
  const missing = day.missing.filter((finding) => finding.path.toLowerCase().includes(filter.toLowerCase()));

  const inSight = useRows<HTMLTableElement>({ count: rows.length + missing.length, height: 52 });
  const { show } = inSight;
  const table = inSight.frame;

  const focus = useCallback(
    (row: number) => {
      const next = Math.max(0, Math.min(row, rows.length - 1));
      const link = () => table.current?.querySelector<HTMLElement>(`tbody[data-index="${next}"] th a`);
      setAt(next);
      if (link()) return link()?.focus();
      show(next);
      requestAnimationFrame(() => requestAnimationFrame(() => link()?.focus()));
    },
    [rows.length, show, table],
  );
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: '/', does: 'filter the rolls', run: () => field.current?.focus() },
        { key: 'ArrowDown', does: 'next roll', run: () => focus(isInside(table.current) ? at + 1 : 0) },
        { key: 'ArrowUp', does: 'previous roll', run: () => focus(at - 1) },
        {
          key: 'Enter',
          does: 'open the roll',
          run: () => {
            const row = rows[at];
            if (row) void navigate(`/ingest/rolls/${row.roll.id}`);
          },
        },
      ],
      [at, focus, navigate, rows, table],
    ),
  );
  const inField = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    if (event.key === 'Escape') setFilter('');
    focus(0);
  };

  if (day.rolls.length === 0 && day.missing.length === 0)
    return (
      <p className="empty">
        Nothing of this day has arrived, and no report says what was shot. Press <kbd>n</kbd> to bring in a card.
      </p>
    );
  return (
    <>
      <p className="filter">
        <label>
          <span className="hidden">Filter the rolls</span>
          <input
            ref={field}
            type="search"
            placeholder="Filter: name, unit, held, late…   /"
            value={filter}
            onChange={(change) => setFilter(change.target.value)}
            onKeyDown={inField}
          />
        </label>
        {filter ? (
          <span className="quiet">
            {rows.length} of {day.rolls.length}
          </span>
        ) : null}
      </p>
      <div className="matrix-frame">
        <table className="matrix" ref={table} aria-rowcount={rows.length + missing.length + 1}>
          <thead>
            <tr>
              <th scope="col">Roll</th>
              <th scope="col">State</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Card</th>
              {columns.map((column) => (
                <th scope="col" key={column.stage}>
                  {column.word}
                  {day.rolls.length > 0 ? (
                    <span className="quiet number" title="Of all rolls of the day, by their bytes">
                      {percent(dayDone(day.rolls, column.stage))}
                    </span>
                  ) : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="space">
            <Space height={inSight.before} columns={wholeWidth} />
          </tbody>
          {inSight.items.map(({ index }) => {
            const entry = rows[index];
            const finding = missing[index - rows.length];
            return (
              <tbody key={entry?.roll.id ?? finding?.path ?? index} data-index={index} ref={inSight.measure}>
                {entry ? <Row entry={entry} index={index} onFocus={setAt} /> : null}
                {finding ? <MissingRow finding={finding} /> : null}
              </tbody>
            );
          })}
          <tbody className="space">
            <Space height={inSight.after} columns={wholeWidth} />
          </tbody>
        </table>
      </div>
    </>
  );
}

function isInside(element: HTMLElement | null): boolean {
  return element?.contains(document.activeElement) ?? false;
}

const Row = memo(function Row({
  entry,
  index,
  onFocus,
}: {
  entry: RollSummary;
  index: number;
  onFocus: (index: number) => void;
}) {
  const { roll } = entry;
  const word = rollWord(entry);
  const target = lateness(entry.targets);
  const { advice } = entry;
  const note = roll.hold ? roll.hold.reason : word === 'late' && target ? target.why : '';
  const span = note ? 2 : 1;
  return (
    <>
      <tr data-state={word} data-note={note !== ''}>
        <th scope="row" rowSpan={span}>
          <Link to={`/ingest/rolls/${roll.id}`} onFocus={() => onFocus(index)}>
            {roll.name}
          </Link>
          <span className="quiet">
            {roll.kind}
            {roll.unit ? ` · ${roll.unit}` : ''}
            {roll.episode ? ` · ${roll.episode}` : ''}
          </span>
        </th>
        <td rowSpan={span}>
          <State word={word} />
          {target?.state === 'missed' ? (
            <span className="quiet" title={target.why}>
              came late
            </span>
          ) : word !== 'late' && target ? (
            <State word="late" detail={target.why} />
          ) : null}
        </td>
        <td className="number" rowSpan={span}>
          {bytes(roll.bytes)}
          <span className="quiet">{roll.files.toLocaleString('en')} files</span>
        </td>
        <td
          className="card-word"
          rowSpan={span}
          data-safe={advice.isSafe}
          title={[...advice.warnings, ...advice.reasons].join(' ')}
        >
          {advice.isSafe ? (
            <>
              {advice.warnings.length > 0 ? icons.late : icons.done} safe
              {advice.warnings.length > 0 ? <span className="quiet">by the rules</span> : null}
            </>
          ) : (
            'keep'
          )}
        </td>
        {columns.map((column, index) => (
          <Cell key={column.stage} cell={cellOf(roll, entry.stages, column.stage)} name={roll.name} word={column.word}>
            {index === 0 ? <PaceLine roll={roll.id} /> : null}
          </Cell>
        ))}
      </tr>
      {note ? (
        <tr className="under">
          <td colSpan={columns.length}>
            <span className="note">
              {note}
              {roll.hold ? <span className="todo">{roll.hold.advice}</span> : null}
            </span>
          </td>
        </tr>
      ) : null}
    </>
  );
});

function Cell({ cell, name, word, children }: { cell: StageBar; name: string; word: string; children?: ReactNode }) {
  const state: StateWord = cell.state;
  const text = cell.state === 'done' ? (cell.endedAt ? clock(cell.endedAt).slice(0, 5) : '100 %') : percentOrWord(cell);
  return (
    <td className="stage" data-state={state} title={cell.reason || undefined}>
      <span className="fill" aria-hidden="true" style={{ width: `${cell.fraction * 100}%` }} />
      <span className="hidden">
        {name} {word}: {cell.state}{' '}
      </span>
      <span className="text">
        <span aria-hidden="true">{icons[state]} </span>
        {text}
      </span>
      {children}
    </td>
  );
}

function percentOrWord(cell: StageBar): string {
  if (cell.state === 'waiting') return cell.fraction > 0 ? percent(cell.fraction) : '';
  if (cell.state === 'running') return percent(cell.fraction);
  return cell.state;
}

function MissingRow({ finding }: { finding: Finding }) {
  return (
    <tr data-state="late" className="missing">
      <th scope="row">{finding.path}</th>
      <td>
        <State word="late" detail="expected and not here" />
      </td>
      <td />
      <td />
      <td colSpan={columns.length}>
        <span className="note">
          {finding.message} <span className="todo">{finding.advice}</span>
        </span>
      </td>
    </tr>
  );
}
