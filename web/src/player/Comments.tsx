import { type FormEvent, useId, useMemo, useState } from 'react';
import { addComment, answerComment, changeComment, removeComment, resolveComment } from '../api/clips';
import { useChange } from '../api/queries';
import type { CommentThread, MarkerColour } from '../api/types';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { colours, type Span, spanWords } from './markers';

interface Talk {
  clip: string;
  threads: readonly CommentThread[];
  me: string;
  mayTalk: boolean;
  /** The label of a frame. */
  label: (frame: number) => string;
  onGo: (frame: number) => void;
}

/** What people said about frames of the clip, by frame; a click goes to the frame. */
export function Comments({
  span,
  words,
  ...talk
}: Talk & { span: Span; words: React.RefObject<HTMLTextAreaElement | null> }) {
  const { clip, threads } = talk;
  const [isDoneShown, showDone] = useState(false);
  const shown = threads.filter((thread) => isDoneShown || thread.marker.resolvedAt === undefined);
  const done = threads.filter((thread) => thread.marker.resolvedAt !== undefined).length;
  return (
    <section className="comments" aria-label="Comments">
      {talk.mayTalk ? <NewComment clip={clip} span={span} label={talk.label} words={words} /> : null}
      {threads.length === 0 ? (
        <p className="quiet">Nobody has said anything yet. M marks the frame on screen, or the range from I to O.</p>
      ) : null}
      <ol className="threads">
        {shown.map((thread) => (
          <Thread key={thread.marker.id} thread={thread} {...talk} />
        ))}
      </ol>
      <p className="row">
        {done > 0 ? (
          <label className="check">
            <input type="checkbox" checked={isDoneShown} onChange={(change) => showDone(change.target.checked)} />
            Show what is done ({done})
          </label>
        ) : null}
        {threads.length > 0 ? (
          <span className="quiet">
            Save as{' '}
            {['edl', 'otio', 'csv'].map((form) => (
              <a key={form} href={`/api/clips/${clip}/markers.${form}`} download>
                {form === 'edl' ? 'EDL locators' : form.toUpperCase()}
              </a>
            ))}
          </span>
        ) : null}
      </p>
    </section>
  );
}

/** Enter says it, or marks without words; Escape leaves the field. */
function NewComment({
  clip,
  span,
  label,
  words,
}: {
  clip: string;
  span: Span;
  label: (frame: number) => string;
  words: React.RefObject<HTMLTextAreaElement | null>;
}) {
  const [text, setText] = useState('');
  const [colour, setColour] = useState<MarkerColour>('red');
  const input = useId();
  const add = useChange(() => addComment(clip, { ...span, colour, text }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(undefined, {
      onSuccess: (made) => {
        setText('');
        words.current?.blur();
        say({ message: `${spanWords(span, label)} is marked.`, undo: () => removeComment(clip, made.id) });
      },
    });
  };
  return (
    <form className="row" onSubmit={submit} aria-label="Comment">
      <label className="grow" htmlFor={input}>
        On {spanWords(span, label)}
        <textarea
          ref={words}
          id={input}
          rows={2}
          value={text}
          placeholder="Enter says it, Shift+Enter begins a line"
          onChange={(change) => setText(change.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
      </label>
      <ColourChoice value={colour} onChange={setColour} />
      <button type="submit" disabled={add.isPending}>
        {text.trim() === '' ? 'Mark without words' : 'Comment'}
      </button>
      {add.error ? <ProblemNote error={add.error} /> : null}
    </form>
  );
}

function ColourChoice({ value, onChange }: { value: MarkerColour; onChange: (colour: MarkerColour) => void }) {
  return (
    <label>
      Colour
      <select value={value} onChange={(change) => onChange(change.target.value as MarkerColour)}>
        {colours.map((colour) => (
          <option key={colour}>{colour}</option>
        ))}
      </select>
    </label>
  );
}

function Thread({ thread, clip, me, mayTalk, label, onGo }: Talk & { thread: CommentThread }) {
  const { marker, replies } = thread;
  const [open, setOpen] = useState<'reply' | 'edit' | null>(null);
  const isDone = marker.resolvedAt !== undefined;
  const act = useChange((work: () => Promise<unknown>) => work());
  const span = useMemo<Span>(() => ({ firstFrame: marker.firstFrame, frames: marker.frames }), [marker]);
  const remove = () =>
    act.mutate(() => removeComment(clip, marker.id), {
      onSuccess: () => say({ message: 'The comment is away.', undo: () => removeComment(clip, marker.id, false) }),
    });
  const resolve = () =>
    act.mutate(() => resolveComment(clip, marker.id, !isDone), {
      onSuccess: () =>
        say({
          message: isDone ? 'It is open again.' : 'It is done.',
          undo: () => resolveComment(clip, marker.id, isDone),
        }),
    });
  return (
    <li data-colour={marker.colour} data-done={isDone}>
      <p className="said-by">
        <button type="button" className="place" onClick={() => onGo(marker.firstFrame)}>
          {spanWords(span, label)}
        </button>
        <span className="quiet">
          {marker.author}, {moment(marker.createdAt)}
          {marker.changedAt ? ', changed' : ''}
          {isDone ? ` · done, says ${marker.resolvedBy}` : ''}
        </span>
      </p>
      {open === 'edit' ? (
        <Words
          what="Change the comment"
          text={marker.text}
          onSave={(text) => changeComment(clip, marker.id, text)}
          onClose={() => setOpen(null)}
        />
      ) : marker.text ? (
        <p className="words">{marker.text}</p>
      ) : null}
      {replies.map((reply) => (
        <div className="reply" key={reply.id}>
          <p className="quiet said-by">
            {reply.author}, {moment(reply.createdAt)}
          </p>
          <p className="words">{reply.text}</p>
        </div>
      ))}
      {open === 'reply' ? (
        <Words
          what="Answer"
          text=""
          onSave={(text) => answerComment(clip, marker.id, text)}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {mayTalk && open === null ? (
        <p className="thread-actions">
          <button type="button" onClick={() => setOpen('reply')}>
            Answer
          </button>
          <button type="button" disabled={act.isPending} onClick={resolve}>
            {isDone ? 'Reopen' : 'Resolve'}
          </button>
          {marker.author === me ? (
            <>
              <button type="button" onClick={() => setOpen('edit')}>
                Change
              </button>
              <button type="button" disabled={act.isPending} onClick={remove}>
                Remove
              </button>
            </>
          ) : null}
        </p>
      ) : null}
      {act.error ? <ProblemNote error={act.error} /> : null}
    </li>
  );
}

function Words({
  what,
  text,
  onSave,
  onClose,
}: {
  what: string;
  text: string;
  onSave: (text: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const [words, setWords] = useState(text);
  const save = useChange(() => onSave(words));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <form className="row" onSubmit={submit} aria-label={what}>
      <label className="grow">
        {what}
        {/* biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed */}
        <textarea autoFocus rows={2} value={words} onChange={(change) => setWords(change.target.value)} />
      </label>
      <button type="submit" disabled={save.isPending}>
        Save
      </button>
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      {save.error ? <ProblemNote error={save.error} /> : null}
    </form>
  );
}
