import { useChange } from '../api/queries';
import type { ShowRevision } from '../api/types';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { revertShow, useShowChanges } from './requests';

/** Every change of the settings with its author; each can be taken back as long as nobody changed the same again. */
export function ShowChanges({ show }: { show: string }) {
  const changes = useShowChanges(show);
  if (changes.error) return <ProblemNote error={changes.error} retry={() => void changes.refetch()} />;
  if (!changes.data) return <Loading rows={4} height={26} what="the changes of the settings" />;
  if (changes.data.length === 0)
    return <p className="empty">Nobody has changed a setting of this show since it was made.</p>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Setting, before and after</th>
          <th scope="col">What to do</th>
        </tr>
      </thead>
      <tbody>
        {changes.data.map((change) => (
          <Line key={change.version} show={show} change={change} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ show, change }: { show: string; change: ShowRevision }) {
  const revert = useChange(() => revertShow(show, change.version));
  return (
    <tr>
      <td className="number">{moment(change.at)}</td>
      <td>{change.author}</td>
      <td>
        {change.fields.map((field) => (
          <p key={field.field} className="change-line">
            {field.field}: <code>{field.before || 'nothing'}</code> → <code>{field.after || 'nothing'}</code>
          </p>
        ))}
      </td>
      <td>
        <button
          type="button"
          aria-label={`Take back change ${change.version}`}
          disabled={revert.isPending}
          onClick={() =>
            revert.mutate(undefined, {
              onSuccess: (kept) =>
                say({ message: 'It is as it was before.', undo: () => revertShow(show, kept.version) }),
            })
          }
        >
          Take back
        </button>
        {revert.error ? <ProblemNote error={revert.error} /> : null}
      </td>
    </tr>
  );
}
