import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useComments } from '../api/clips';
import type { Clip, CommentThread } from '../api/types';
import { ClipValues } from '../player/ClipValues';
import { Comments } from '../player/Comments';
import { type Span, spanAt } from '../player/markers';
import { labeller, type Playable, Player, type Range } from '../player/Player';
import type { Mark } from '../player/ScrubBar';
import { StillOfFrame } from '../player/StillOfFrame';
import { Waveform } from '../player/Waveform';
import { useAddress } from '../shell/address';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';

/** A clip beside the list: its picture, what is wrong with it, and every value with its origin. */
export function ClipPanel({
  clip,
  show,
  canRestore,
  close,
}: {
  clip: Clip;
  show: string;
  canRestore: boolean;
  close: () => void;
}) {
  const [frame, setFrame] = useAddress('frame', '0');
  const panel = useRef<HTMLElement>(null);
  // The picture is what was asked for: it must not open below the edge of the window.
  // Scrolling answers with a promise in newer browsers, which must not be taken for the effect's end.
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  const keep = useCallback((at: number) => setFrame(String(at)), [setFrame]);
  const [range, setRange] = useRange();
  const me = useMe().data;
  const mayEdit = mayOperate(me, show);
  const comments = useComments(clip.id, clip.roll);
  const marks = useMemo<Mark[]>(() => (comments.data ?? []).map(markOf), [comments.data]);
  // What the player marked, until something is said about it or another frame is shown.
  const [marked, setMarked] = useState<{ span: Span; at: number } | null>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  const mark = useCallback((span: Span, at: number) => {
    setMarked({ span, at });
    words.current?.focus();
  }, []);
  const playable = useMemo<Playable>(
    () => ({
      name: clip.name,
      proxy: `/api/clips/${clip.id}/proxy.mp4`,
      rate: clip.rate || null,
      start: clip.proxy?.timecode || clip.timecodeStart || null,
      dropFrame: (clip.timecodeStart ?? '').includes(';'),
      frames: clip.proxy?.frames ?? clip.frames ?? null,
      strip: clip.proxy?.stripGrid ? { picture: `/api/clips/${clip.id}/strip.jpg`, grid: clip.proxy.stripGrid } : null,
    }),
    [clip],
  );
  const hasSound = Boolean(clip.proxy?.waveform);
  const under = useCallback(
    (frames: number, seconds: number) =>
      hasSound ? <Waveform clip={clip.id} frames={frames} seconds={seconds} onGo={keep} /> : null,
    [clip.id, hasSound, keep],
  );
  const label = useMemo(() => labeller(playable), [playable]);
  const at = Number(frame) || 0;
  return (
    <aside className="clip" ref={panel} aria-label={`Clip ${clip.name}`}>
      <header className="panel-head">
        <h2>{clip.name}</h2>
        <button type="button" aria-label="Close the clip" onClick={close}>
          ✕
        </button>
      </header>
      {clip.proxyState === 'made' ? (
        <Player
          clip={playable}
          frame={at}
          onFrame={keep}
          range={range}
          onRange={setRange}
          marks={marks}
          onMark={mayEdit ? mark : undefined}
          under={under}
        />
      ) : (
        <p className="no-proxy">
          {clip.proxyState === 'waiting'
            ? '○ Its proxy is not made yet; it appears here when it is.'
            : `▲ There is no proxy: ${clip.proxyReason} The original is unharmed.`}
        </p>
      )}
      {clip.problems.length > 0 ? (
        <ul className="problem-list">
          {clip.problems.map((problem) => (
            <li key={problem}>▲ {problem}</li>
          ))}
        </ul>
      ) : null}
      {mayEdit && clip.width && clip.frames ? (
        <>
          <h3>The frame itself</h3>
          <StillOfFrame clip={clip.id} show={show} frame={at} label={label(at)} />
        </>
      ) : null}
      <h3>Comments</h3>
      {comments.error ? <ProblemNote error={comments.error} retry={() => void comments.refetch()} /> : null}
      <Comments
        clip={clip.id}
        threads={comments.data ?? []}
        span={marked?.at === at ? marked.span : spanAt(at, range)}
        words={words}
        me={me?.name ?? ''}
        mayTalk={mayEdit}
        label={label}
        onGo={keep}
      />
      <h3>What is known about it</h3>
      <ClipValues clip={clip} mayEdit={mayEdit} />
      <h3>Timeline</h3>
      <p>
        <Link to={`/activity?${new URLSearchParams({ show, clip: clip.id })}`}>
          All that happened to it, from its card to the packages it went into
        </Link>
      </p>
      <h3>Files</h3>
      {canRestore ? (
        <p>
          <Link to={`?${new URLSearchParams({ tab: 'clips', clip: clip.id, do: 'restore', only: clip.name })}`}>
            Restore this clip from the archive…
          </Link>
        </p>
      ) : null}
      <ul className="file-names">
        {clip.files.map((file) => (
          <li key={file}>
            <code>{file}</code>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** In and out of the loop as the address has them. */
function useRange(): [Range, (range: Range) => void] {
  const [from, setFrom] = useAddress('in');
  const [to, setTo] = useAddress('out');
  const range = useMemo<Range>(() => ({ from: frameIn(from), to: frameIn(to) }), [from, to]);
  const set = useCallback(
    (next: Range) => {
      setFrom(next.from === null ? '' : String(next.from));
      setTo(next.to === null ? '' : String(next.to));
    },
    [setFrom, setTo],
  );
  return [range, set];
}

const frameIn = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : null);

function markOf({ marker }: CommentThread): Mark {
  const { id, firstFrame, frames, colour, text } = marker;
  return { id, firstFrame, frames, colour, text, isDone: marker.resolvedAt !== undefined };
}
