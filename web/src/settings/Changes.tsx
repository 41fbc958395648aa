import { useAudit } from '../api/queries';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';

/** Who changed the show, from the audit log. */
export function Changes({ show, enabled }: { show: string; enabled: boolean }) {
  const audit = useAudit(show, enabled);
  if (audit.error) return <ProblemNote error={audit.error} retry={() => void audit.refetch()} />;
  if (!audit.data) return <Loading rows={8} height={26} what="the changes" />;
  if (audit.data.length === 0) return <p className="empty">Nobody has changed this show since it was made.</p>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Did</th>
          <th scope="col">To</th>
          <th scope="col">Details</th>
        </tr>
      </thead>
      <tbody>
        {audit.data.map((entry) => (
          <tr key={entry.sequence}>
            <td className="number">{moment(entry.at)}</td>
            <td>{entry.actor}</td>
            <td>{entry.action}</td>
            <td>{entry.target}</td>
            <td>
              <code>{entry.detail}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
