import { type FormEvent, useId, useState } from 'react';
import { Problem } from '../api/client';
import { editClip, revertEdit, useClipEdits, useClipValues } from '../api/clips';
import { useChange } from '../api/queries';
import type { Clip, ClipEdit, ClipValue } from '../api/types';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { originWord, spoken } from './words';

/** Every value of a clip with its origin. What a person corrects stands before what the files say, and both stay. */
export function ClipValues({ clip, mayEdit }: { clip: Clip; mayEdit: boolean }) {
  const values = useClipValues(clip.id, clip.roll);
  const [open, setOpen] = useState<{ field: string; as: 'edit' | 'history' } | null>(null);
  const close = () => setOpen(null);
  if (values.error) return <ProblemNote error={values.error} retry={() => void values.refetch()} />;
  if (!values.data) return <Loading rows={4} height={22} what="the clip's values" />;

  const known = values.data.filter((value) => value.value !== '' || value.version > 0 || open?.field === value.field);
  const unsaid = values.data.filter((value) => !known.includes(value));
  return (
    <>
      {clip.state === 'found' ? <p className="quiet">It was not inspected yet.</p> : null}
      <table className="plain-table facts">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Value</th>
            <th scope="col">Origin</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {known.map((value) => (
            <ValueRow
              key={value.field}
              clip={clip}
              value={value}
              mayEdit={mayEdit}
              open={open?.field === value.field ? open.as : null}
              onOpen={(as) => setOpen({ field: value.field, as })}
              onClose={close}
            />
          ))}
        </tbody>
      </table>
      {mayEdit && unsaid.length > 0 ? (
        <label>
          Say more
          <select
            value=""
            onChange={(change) => change.target.value && setOpen({ field: change.target.value, as: 'edit' })}
          >
            <option value="">choose a field…</option>
            {unsaid.map((value) => (
              <option key={value.field} value={value.field}>
                {value.label}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </>
  );
}

function ValueRow({
  clip,
  value,
  mayEdit,
  open,
  onOpen,
  onClose,
}: {
  clip: Clip;
  value: ClipValue;
  mayEdit: boolean;
  open: 'edit' | 'history' | null;
  onOpen: (as: 'edit' | 'history') => void;
  onClose: () => void;
}) {
  const [found] = value.facts;
  const isSaid = value.last?.after !== undefined;
  return (
    <>
      <tr data-field={value.field}>
        <th scope="row">
          {value.label}
          {value.label === value.field ? null : <span className="quiet">{value.field}</span>}
        </th>
        <td>
          {spoken(value.value, value.editable) || '–'}
          {isSaid ? (
            <span className="quiet block">
              The files say {found ? spoken(found.value, value.editable) : 'nothing'}
              {value.isFoundAnew ? ' since they were read again' : ''}.
            </span>
          ) : null}
          {!isSaid && found && found.raw !== found.value ? <span className="quiet block">{found.raw}</span> : null}
          {value.facts.slice(1).map((fact) => (
            <span className="quiet block" key={`${fact.origin} ${fact.raw}`}>
              {fact.origin} says {fact.value}
            </span>
          ))}
        </td>
        <td>{originWord(value.origin)}</td>
        <td className="number">
          {value.editable && mayEdit && open !== 'edit' ? (
            <button type="button" aria-label={`Correct ${value.label}`} onClick={() => onOpen('edit')}>
              Correct
            </button>
          ) : null}
          {value.version > 0 ? (
            <button
              type="button"
              aria-label={`History of ${value.label}`}
              aria-expanded={open === 'history'}
              onClick={() => (open === 'history' ? onClose() : onOpen('history'))}
            >
              History
            </button>
          ) : null}
        </td>
      </tr>
      {open === null ? null : (
        <tr>
          <td colSpan={4}>
            {open === 'edit' ? (
              <Correction key={value.field} clip={clip} value={value} onClose={onClose} />
            ) : (
              <History clip={clip} value={value} mayEdit={mayEdit} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function Correction({ clip, value, onClose }: { clip: Clip; value: ClipValue; onClose: () => void }) {
  const field = value.editable;
  const input = useId();
  // What the person looked at: what comes from others meanwhile is a conflict and not overwritten.
  const [seen, setSeen] = useState(value.version);
  const [text, setText] = useState(value.value);
  const [reason, setReason] = useState('');
  const [isWarned, setWarned] = useState(false);
  const edit = useChange((order: { value: string | null; version: number }) =>
    editClip(clip.id, { field: value.field, ...order, reason, isWarned }),
  );
  const conflict = edit.error instanceof Problem ? edit.error.conflict : undefined;
  const write = (order: { value: string | null; version: number }) =>
    edit.mutate(order, {
      onSuccess: (now) => {
        onClose();
        say({
          message: `${now.label} is ${spoken(now.value, now.editable) || 'empty'}.`,
          undo: now.last ? () => revertEdit(clip.id, now.last?.number ?? 0, now.version) : undefined,
        });
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write({ value: text, version: seen });
  };
  if (conflict)
    return (
      <div role="alert" className="problem">
        <p>
          {conflict.by || 'Somebody'} was quicker: {value.label} is <b>{conflict.theirs || 'empty'}</b> now. You wanted{' '}
          <b>{conflict.yours ?? 'what the files say'}</b>.
        </p>
        <p className="row">
          <button
            type="button"
            onClick={() => {
              edit.reset();
              onClose();
            }}
          >
            Keep theirs
          </button>
          <button
            type="button"
            onClick={() => {
              setSeen(conflict.version);
              write({ value: conflict.yours ?? null, version: conflict.version });
            }}
          >
            Write mine
          </button>
        </p>
      </div>
    );
  return (
    <form className="row" onSubmit={submit} aria-label={`Correct ${value.label}`}>
      <label htmlFor={input}>
        {value.label}
        {field?.unit ? ` in ${field.unit}` : ''}
        {field?.kind === 'flag' ? (
          <select id={input} value={text} onChange={(change) => setText(change.target.value)}>
            <option value="">–</option>
            <option value="true">yes</option>
            <option value="false">no</option>
          </select>
        ) : field?.kind === 'note' ? (
          <textarea id={input} rows={3} value={text} onChange={(change) => setText(change.target.value)} />
        ) : (
          // biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed
          <input id={input} autoFocus value={text} onChange={(change) => setText(change.target.value)} />
        )}
      </label>
      <label className="grow">
        Why
        <input value={reason} onChange={(change) => setReason(change.target.value)} />
      </label>
      {field?.warning ? (
        <label className="check">
          <input type="checkbox" checked={isWarned} onChange={(change) => setWarned(change.target.checked)} />
          {field.warning}
        </label>
      ) : null}
      <button type="submit" disabled={edit.isPending || text.trim() === '' || (field?.warning !== '' && !isWarned)}>
        Save
      </button>
      {value.last?.after === undefined ? null : (
        <button
          type="button"
          disabled={edit.isPending || (field?.warning !== '' && !isWarned)}
          onClick={() => write({ value: null, version: seen })}
        >
          As the files say
        </button>
      )}
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      {edit.error ? <ProblemNote error={edit.error} /> : null}
    </form>
  );
}

function History({ clip, value, mayEdit }: { clip: Clip; value: ClipValue; mayEdit: boolean }) {
  const edits = useClipEdits(clip.id, clip.roll, value.field);
  const revert = useChange((number: number) => revertEdit(clip.id, number, value.version));
  if (edits.error) return <ProblemNote error={edits.error} retry={() => void edits.refetch()} />;
  if (!edits.data) return <Loading rows={2} height={20} what="the history" />;
  const said = (edit: ClipEdit, text: string | undefined | null) =>
    text === undefined || text === null
      ? `${spoken(edit.found ?? '', value.editable) || 'nothing'} (the files)`
      : spoken(text, value.editable);
  return (
    <>
      <ol className="history" aria-label={`History of ${value.label}`}>
        {edits.data.map((edit) => (
          <li key={edit.number}>
            <b>{said(edit, edit.after)}</b>, before {said(edit, edit.before)}.{' '}
            <span className="quiet">
              {edit.author}, {moment(edit.at)}
              {edit.reverts ? `, taking back edit ${edit.reverts}` : ''}
              {edit.reason ? `: ${edit.reason}` : ''}
            </span>{' '}
            {mayEdit ? (
              <button
                type="button"
                aria-label={`Take back edit ${edit.number} of ${value.label}`}
                disabled={revert.isPending}
                onClick={() => revert.mutate(edit.number)}
              >
                Take back
              </button>
            ) : null}
          </li>
        ))}
      </ol>
      {revert.error ? <ProblemNote error={revert.error} /> : null}
    </>
  );
}
