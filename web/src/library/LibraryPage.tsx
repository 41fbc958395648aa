import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { Problem } from '../api/client';
import { useClip, useShows } from '../api/queries';
import type { ClipHit } from '../api/types';
import { ClipPanel } from '../ingest/ClipPanel';
import type { ClipToShare } from '../sharing/queries';
import { ShareForm } from '../sharing/ShareForm';
import { useAddress, useShowName } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { Assets } from './Assets';
import { Collections, KeepSearch } from './Collections';
import { chosen, columns, usual } from './columns';
import { Export } from './Export';
import { Facets } from './Facets';
import { Found } from './Found';
import { counted, frameSought, toggled } from './query';
import { readHits, type Search, useSummary } from './requests';
import '../ingest/roll.css';
import './library.css';

const orders = [
  ['', 'newest day first'],
  ['date,roll,name', 'oldest day first'],
  ['name', 'name'],
  ['scene,take', 'scene and take'],
  ['tc', 'timecode'],
  ['-length', 'longest first'],
  ['-iso', 'ISO, highest first'],
  ['lens', 'focal length'],
] as const;

/** More clips than this are not shared at once. */
const mostShared = 1000;

/** The range that is marked in the player, as the address has it: the frame out is the last one of it. */
function markedRange(): { in?: string; out?: string } {
  const address = new URLSearchParams(window.location.search);
  const frame = (name: string) => (/^\d{1,9}$/.test(address.get(name) ?? '') ? Number(address.get(name)) : null);
  const [from, to] = [frame('in'), frame('out')];
  return { in: from === null ? undefined : String(from), out: to === null ? undefined : String(to + 1) };
}

/** Every clip that a search finds, part by part. */
async function everyHit(search: Search, total: number): Promise<{ clip: string }[]> {
  const all: { clip: string }[] = [];
  for (let at = 0; at < total; at += 500)
    for (const hit of await readHits(search, at, 500, AbortSignal.timeout(60_000))) all.push({ clip: hit.id });
  return all;
}

/** Every clip of a show, or of all shows: searched in words, narrowed by what there is, seen beside the list. All of it is in the address. */
export function LibraryPage() {
  const show = useShowName();
  const shows = useShows();
  const me = useMe().data;
  const [query, setQuery] = useAddress('q');
  const [sort, setSort] = useAddress('sort');
  const [view, setView] = useAddress('view');
  const [names, setNames] = useAddress('columns');
  const [scope, setScope] = useAddress('scope');
  const [open, setOpen] = useAddress('clip');
  const [held, setHeld] = useAddress('with');
  const [isKeeping, setKeeping] = useState(false);
  const [sharing, setSharing] = useState<{ clips: ClipToShare[]; name: string } | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const everywhere = scope === 'all';
  const all = useMemo(() => (shows.data ?? []).map((one) => one.name), [shows.data]);
  const search = useMemo(
    () => ({
      query: everywhere || show === '' ? query : `${query} show:"${show}"`.trim(),
      sort,
      shows: everywhere ? all : [show],
    }),
    [all, everywhere, query, show, sort],
  );
  const summary = useSummary(search);
  const clip = useClip(open, show);
  const mistake = summary.error instanceof Problem && summary.error.status === 400 ? summary.error : null;
  // Until it is counted, the list is as long as one answer.
  const total = summary.data?.total ?? 60;
  const isTable = view === 'table';
  const seen = useMemo(() => chosen(names), [names]);
  const [, setFrame] = useAddress('frame', '0');
  // A clip that was found by a timecode opens there.
  const choose = (hit: ClipHit | null) => {
    setOpen(hit?.id ?? '');
    if (hit && hit.id !== open) setFrame(String(frameSought(query, hit)));
  };
  const mayShare = mayOperate(me, show);
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: '/', does: 'search', run: () => field.current?.focus() },
        { key: 'v', does: 'pictures or table', run: () => setView(isTable ? '' : 'table') },
        { key: 'c', does: 'keep this search as a collection', run: () => setKeeping(true) },
        ...(open ? [{ key: 'Escape', does: 'close the clip', run: () => setOpen('') }] : []),
      ],
      [isTable, open, setOpen, setView],
    ),
  );
  if (shows.data?.length === 0)
    return (
      <>
        <h1>Library</h1>
        <p className="empty">
          There is no show yet. <Link to="/settings">Make one</Link>, then bring in a card: its clips are found here.
        </p>
      </>
    );
  return (
    <>
      <div className="library-head">
        <h1>Library</h1>
        <QueryField key={show} query={query} setQuery={setQuery} field={field} isWrong={mistake !== null} />
        <p className="total" role="status">
          {summary.data && !mistake
            ? `${counted(summary.data.total, summary.data.isTotalCapped)} ${summary.data.total === 1 ? 'clip' : 'clips'}`
            : ''}
        </p>
      </div>
      {mistake ? (
        <p className="mistake" role="alert">
          {mistake.message} {mistake.advice}
        </p>
      ) : null}
      {summary.error && !mistake ? <ProblemNote error={summary.error} retry={() => void summary.refetch()} /> : null}
      <div className="library-tools">
        <label>
          <span>Order</span>
          <select value={sort} onChange={(change) => setSort(change.target.value)}>
            {orders.some(([value]) => value === sort) ? null : <option value={sort}>{sort}</option>}
            {orders.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="button" aria-pressed={isTable} onClick={() => setView(isTable ? '' : 'table')}>
          Table <kbd>v</kbd>
        </button>
        {isTable ? <ColumnChoice names={names} setNames={setNames} /> : null}
        {all.length > 1 ? (
          <label className="check">
            <input
              type="checkbox"
              checked={everywhere}
              onChange={(change) => setScope(change.target.checked ? 'all' : '')}
            />
            <span>in all shows</span>
          </label>
        ) : null}
        {isKeeping ? null : (
          <button type="button" onClick={() => setKeeping(true)}>
            Keep this search… <kbd>c</kbd>
          </button>
        )}
        {mistake || total === 0 ? null : <Export key={`${search.query} ${sort}`} search={search} />}
        {mayShare && !everywhere && summary.data && total > 0 && total <= mostShared && !mistake ? (
          <button
            type="button"
            onClick={() =>
              void everyHit(search, total).then((clips) => setSharing({ clips, name: `${clips.length} clips` }))
            }
          >
            Share what is found…
          </button>
        ) : null}
      </div>
      {isKeeping ? (
        <KeepSearch show={show} query={query} sort={sort} mayShare={mayShare} close={() => setKeeping(false)} />
      ) : null}
      <div className="library">
        <div className="beside">
          <Collections show={show} query={query} mayShare={mayShare} />
          {summary.data ? (
            <Facets
              summary={summary.data}
              query={query}
              toggle={(term) => setQuery(toggled(new URLSearchParams(window.location.search).get('q') ?? '', term))}
            />
          ) : summary.error ? null : (
            <Loading rows={8} height={24} what="the values" />
          )}
          {everywhere ? null : <Assets show={show} query={query} mayOperate={mayShare} />}
        </div>
        {summary.data?.total === 0 && !mistake ? (
          <Nothing query={query} show={show} forget={() => setQuery('')} />
        ) : (
          <div className="clips" data-open={clip.data !== undefined} data-view={isTable ? 'table' : 'pictures'}>
            <div className="found">
              {mistake ? null : (
                <Found
                  key={`${search.query} ${sort} ${view}`}
                  search={search}
                  total={total}
                  columns={isTable ? seen : null}
                  open={open}
                  setOpen={choose}
                  setSort={setSort}
                />
              )}
            </div>
            {clip.data ? (
              <div className="opened">
                <p>
                  <Link to={`/ingest/rolls/${clip.data.roll}?${new URLSearchParams({ tab: 'clips', clip: open })}`}>
                    See it in its roll
                  </Link>{' '}
                  <Against open={open} held={held} hold={setHeld} show={show} />{' '}
                  {mayShare && !everywhere ? (
                    <button
                      type="button"
                      onClick={() =>
                        setSharing({ clips: [{ clip: open, ...markedRange() }], name: clip.data?.name ?? '' })
                      }
                    >
                      Share…
                    </button>
                  ) : null}
                </p>
                <ClipPanel key={open} clip={clip.data} show={show} canRestore={false} close={() => setOpen('')} />
              </div>
            ) : null}
          </div>
        )}
      </div>
      {clip.error ? <ProblemNote error={clip.error} retry={() => void clip.refetch()} /> : null}
      {sharing ? (
        <ShareForm what={{ show, clips: sharing.clips }} name={sharing.name} close={() => setSharing(null)} />
      ) : null}
    </>
  );
}

/** Holds a clip to compare it with another, which is opened next. */
function Against({
  open,
  held,
  hold,
  show,
}: {
  open: string;
  held: string;
  hold: (clip: string) => void;
  show: string;
}) {
  const other = useClip(held, show);
  if (held === '' || held === open)
    return (
      <button type="button" aria-pressed={held === open} onClick={() => hold(held === open ? '' : open)}>
        {held === open ? 'Open the clip to compare it with' : 'Compare with another…'}
      </button>
    );
  return (
    <Link
      to={`/library/compare?${new URLSearchParams({ show, a: held, b: open })}`}
    >{`Compare with ${other.data?.name ?? 'the other'}`}</Link>
  );
}

/** What is typed is asked for after a short pause, or at once by Enter; Escape leaves the field. */
function QueryField({
  query,
  setQuery,
  field,
  isWrong,
}: {
  query: string;
  setQuery: (query: string) => void;
  field: React.RefObject<HTMLInputElement | null>;
  isWrong: boolean;
}) {
  const [typed, setTyped] = useState(query);
  const asked = useRef(query);
  useEffect(() => {
    // The address changed by something else: a value that was pressed, a collection, the way back.
    if (query !== asked.current) setTyped(query);
    asked.current = query;
  }, [query]);
  useEffect(() => {
    if (typed.trim() === asked.current) return;
    const timer = window.setTimeout(() => {
      asked.current = typed.trim();
      setQuery(typed.trim());
    }, 250);
    return () => window.clearTimeout(timer);
  }, [setQuery, typed]);
  return (
    <search>
      <input
        ref={field}
        type="search"
        aria-label="Search clips"
        aria-invalid={isWrong}
        placeholder="A001_C003   iso:800..1600   scene:24*   tc:14:03:10..14:03:20"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(change) => setTyped(change.target.value)}
        onKeyDown={(event) => {
          // The browser's own Escape would throw away what was searched for.
          if (event.key === 'Escape') event.preventDefault();
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'ArrowDown' || event.key === 'Enter')
            document.querySelector<HTMLElement>('.clip-frame')?.focus({ preventScroll: true });
          if (event.key !== 'Enter') return;
          asked.current = typed.trim();
          setQuery(typed.trim());
        }}
      />
      <kbd>/</kbd>
    </search>
  );
}

function ColumnChoice({ names, setNames }: { names: string; setNames: (names: string) => void }) {
  const wanted = new Set((names === '' ? usual : names).split(','));
  const turn = (name: string) => {
    const next = columns.filter((column) => (column.name === name ? !wanted.has(name) : wanted.has(column.name)));
    const text = next.map((column) => column.name).join(',');
    setNames(text === usual ? '' : text);
  };
  return (
    <details className="column-choice">
      <summary>Columns</summary>
      <fieldset>
        <legend className="hidden">Columns of the table</legend>
        {columns
          .filter((column) => column.name !== 'name')
          .map((column) => (
            <label key={column.name} className="check">
              <input type="checkbox" checked={wanted.has(column.name)} onChange={() => turn(column.name)} />
              <span>{column.label}</span>
            </label>
          ))}
      </fieldset>
    </details>
  );
}

/** Nothing is found: what a search can say, or how clips come here. */
function Nothing({ query, show, forget }: { query: string; show: string; forget: () => void }) {
  if (query === '')
    return (
      <div className="empty">
        <p>
          No clip yet. <Link to={`/ingest?show=${encodeURIComponent(show)}`}>Bring in a card</Link>; its clips are found
          here as they arrive.
        </p>
      </div>
    );
  return (
    <div className="empty teach">
      <p>
        No clip is so.{' '}
        <button type="button" onClick={forget}>
          Show all clips
        </button>
      </p>
      <p>A clip is found when every term holds. Some that help:</p>
      <dl>
        {hints.map(([term, meaning]) => (
          <div key={term}>
            <dt>
              <code>{term}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const hints = [
  ['C003', 'any part of a name'],
  ['"alexa 35"', 'whole words in this order'],
  ['iso:800..1600', 'a range; also lens, stop, width, length, date'],
  ['scene:24*', 'a name that begins so; roll:A001,B001 is one of two'],
  ['tc:14:03:10..14:03:20', 'every camera that was rolling then'],
  ['-is:held', 'not so: a minus before any term'],
] as const;
