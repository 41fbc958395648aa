import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../api/client';
import type { ActivityLine } from '../api/types';
import { useAddress, useShowName } from '../shell/address';
import { clock, dayOf } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { pageOf } from './links';
import { runsOf } from './runs';
import '../ingest/roll.css';

/** What is asked for; empty members ask for all. */
export interface ActivityAsked {
  show: string;
  roll: string;
  clip: string;
  shot: string;
  actor: string;
  since: string;
  reads: string;
  topic: string;
}

/** The address of a page of lines. */
export function activityAddress(asked: ActivityAsked, before: string): string {
  const members = Object.entries({ ...asked, before }).filter(([, value]) => value !== '');
  return `/api/activity?${new URLSearchParams(members)}`;
}

/** Who did what to what: all that happened in a show, or to one roll, clip or shot of it; newest first. */
export function ActivityPage() {
  const show = useShowName();
  const [roll] = useAddress('roll');
  const [clip] = useAddress('clip');
  const [shot, setShot] = useAddress('shot');
  const [actor, setActor] = useAddress('actor');
  const [since, setSince] = useAddress('since');
  const [reads, setReads] = useAddress('reads');
  const [topic, setTopic] = useAddress('about');
  const asked = { show, roll, clip, shot: roll || clip ? '' : shot, actor, since, reads, topic };
  const lines = useInfiniteQuery({
    queryKey: ['activity', asked, show, roll],
    queryFn: ({ signal, pageParam }) =>
      call<{ lines: ActivityLine[]; next?: string }>(activityAddress(asked, pageParam), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled: show !== '',
  });
  const all = lines.data?.pages.flatMap((page) => page.lines) ?? [];
  const runs = runsOf(all);
  return (
    <>
      <h1>Activity{clip ? ' of a clip' : roll ? ' of a roll' : ''}</h1>
      {roll || clip ? (
        <p>
          {roll ? <Link to={`/ingest/rolls/${roll}`}>To the roll</Link> : null}{' '}
          <Link to={`/activity?show=${encodeURIComponent(show)}`}>Everything in the show</Link>
        </p>
      ) : null}
      <form className="row" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
        <Typed label="Who" value={actor} change={setActor} />
        {roll || clip ? null : <Typed label="Shot" value={shot} change={setShot} />}
        <label>
          Since
          <input type="date" value={since} onChange={(change) => setSince(change.target.value)} />
        </label>
        <label>
          About
          <select value={topic} onChange={(change) => setTopic(change.target.value)}>
            <option value="">everything</option>
            <option value="footage">footage</option>
            <option value="cuts">cuts, pulls and returns</option>
            <option value="dailies">dailies</option>
            <option value="sharing">workspaces and shares</option>
            <option value="access">people and settings</option>
          </select>
        </label>
        <label>
          What
          <select value={reads} onChange={(change) => setReads(change.target.value)}>
            <option value="">everything</option>
            <option value="true">only who looked at or fetched something</option>
          </select>
        </label>
      </form>
      {lines.error ? <ProblemNote error={lines.error} retry={() => void lines.refetch()} /> : null}
      {lines.isPending && !lines.error ? <Loading rows={8} height={26} what="the activity" /> : null}
      {lines.data && all.length === 0 ? (
        <p className="empty">
          Nothing of this kind happened. Who looked at and fetched what is shown to owners of the show.
        </p>
      ) : null}
      <ol className="timeline" aria-label="Activity">
        {runs.map(([line, ...more], index) =>
          line ? (
            <li key={`${line.source} ${line.sequence}`}>
              {index === 0 || dayOf(runs[index - 1]?.[0]?.at ?? '') !== dayOf(line.at) ? (
                <p className="date">{dayOf(line.at)}</p>
              ) : null}
              <Line line={line} ask={setActor} />
              {more.length > 0 ? (
                <details>
                  <summary>
                    and {more.length.toLocaleString('en')} more like it, since {clock(more.at(-1)?.at ?? line.at)}
                  </summary>
                  {more.map((one) => (
                    <Line key={`${one.source} ${one.sequence}`} line={one} ask={setActor} />
                  ))}
                </details>
              ) : null}
            </li>
          ) : null,
        )}
      </ol>
      {lines.hasNextPage ? (
        <button type="button" disabled={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
          Show what happened before
        </button>
      ) : null}
    </>
  );
}

function Line({ line, ask }: { line: ActivityLine; ask: (actor: string, push: boolean) => void }) {
  const page = pageOf(line);
  return (
    <div>
      <time dateTime={line.at} className="number">
        {clock(line.at)}
      </time>
      <span aria-hidden="true" className="icon">
        {line.source === 'audit' ? '○' : '●'}
      </span>
      <span>{page ? <Link to={page}>{line.words}</Link> : line.words}</span>
      <button type="button" className="plain quiet" onClick={() => ask(line.actor, true)}>
        {line.actor}
      </button>
    </div>
  );
}

/** A filter that counts when it was typed: with Enter, or when the field is left. */
function Typed({
  label,
  value,
  change,
}: {
  label: string;
  value: string;
  change: (value: string, push?: boolean) => void;
}) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const take = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== value) change(text.trim(), true);
  };
  return (
    <label>
      {label}
      <input
        value={text}
        maxLength={64}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(event);
        }}
      />
    </label>
  );
}
