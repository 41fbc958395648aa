import { type FormEvent, useState } from 'react';
import { correctCard, useChange, useFormatCards } from '../api/queries';
import type { FormatCard } from '../api/types';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';

/** Camera Format Cards: one for each way a camera was set up. What is corrected holds for clips that come later. */
export function FormatCards({ show }: { show: string }) {
  const cards = useFormatCards(show);
  if (cards.error) return <ProblemNote error={cards.error} retry={() => void cards.refetch()} />;
  if (!cards.data) return <Loading rows={3} height={120} what="the format cards" />;
  if (cards.data.length === 0)
    return (
      <p className="empty">
        No format card yet. One appears by itself with the first clip of each camera setup: <code>acetate ingest</code>{' '}
        a camera card.
      </p>
    );
  return (
    <>
      <p className="quiet">What you correct here holds for every clip with the same key that comes in later.</p>
      <ul className="format-cards">
        {cards.data.map((card) => (
          <li key={card.id}>
            <Card card={card} show={show} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Card({ card, show }: { card: FormatCard; show: string }) {
  const [editing, setEditing] = useState<string | null>(null);
  const correct = useChange(({ field, value, reason }: { field: string; value: string | null; reason: string }) =>
    correctCard(show, card.id, field, value, reason),
  );
  const fields = [...new Set([...Object.keys(card.found), ...Object.keys(card.corrected)])].sort();
  const { cameraLetter, model, sensorMode, codec, squeeze } = card.key;
  const change = (field: string, value: string | null, reason: string) => {
    const before = card.corrected[field] ?? null;
    correct.mutate(
      { field, value, reason },
      {
        onSuccess: () => {
          setEditing(null);
          say({
            message: value === null ? `${field} is again as the camera says.` : `${field} is ${value} from now on.`,
            undo: () => correct.mutateAsync({ field, value: before, reason: 'undone' }),
          });
        },
      },
    );
  };
  return (
    <article>
      <h2>
        {[
          cameraLetter && `${cameraLetter} camera`,
          model,
          sensorMode,
          codec,
          squeeze && squeeze !== '1' ? `squeeze ${squeeze}` : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </h2>
      <p className="quiet">
        {card.changedBy
          ? `corrected by ${card.changedBy}, ${moment(card.changedAt)}`
          : `seen first ${moment(card.createdAt)}`}
      </p>
      <table className="plain-table facts">
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>
                {editing === field ? (
                  <Correction
                    value={card.corrected[field] ?? card.found[field] ?? ''}
                    busy={correct.isPending}
                    onSave={(value, reason) => change(field, value, reason)}
                    onCancel={() => setEditing(null)}
                  />
                ) : (
                  <>
                    {card.corrected[field] ?? card.found[field]}
                    {card.corrected[field] !== undefined ? (
                      <span className="quiet"> corrected; the camera says {card.found[field] ?? 'nothing'}</span>
                    ) : null}
                  </>
                )}
              </td>
              <td className="number">
                {editing === field ? null : (
                  <>
                    <button type="button" aria-label={`Correct ${field}`} onClick={() => setEditing(field)}>
                      Correct
                    </button>
                    {card.corrected[field] !== undefined ? (
                      <button
                        type="button"
                        aria-label={`Take back ${field}`}
                        onClick={() => change(field, null, 'taken back')}
                      >
                        Take back
                      </button>
                    ) : null}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {correct.error ? <ProblemNote error={correct.error} /> : null}
    </article>
  );
}

function Correction({
  value,
  busy,
  onSave,
  onCancel,
}: {
  value: string;
  busy: boolean;
  onSave: (value: string, reason: string) => void;
  onCancel: () => void;
}) {
  const [text, setText] = useState(value);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(text, reason);
  };
  return (
    <form className="row" onSubmit={submit}>
      <label>
        Value
        {/* biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed */}
        <input autoFocus value={text} onChange={(change) => setText(change.target.value)} />
      </label>
      <label className="grow">
        Why
        <input value={reason} onChange={(change) => setReason(change.target.value)} />
      </label>
      <button type="submit" disabled={busy || text === value}>
        Save
      </button>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
