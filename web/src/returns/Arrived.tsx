import { useChange } from '../api/queries';
import { ProblemNote } from '../shell/ProblemNote';
import { receive, useArrived } from './queries';

/** Folders of a vendor's workspace that wait to be taken in. */
export function Arrived({ show, vendor }: { show: string; vendor: string }) {
  const arrived = useArrived(show, vendor);
  const take = useChange((folder: string) => receive(show, vendor, folder));
  const receipt = take.data;
  if (!arrived.data || (arrived.data.folders.length === 0 && !receipt)) return null;
  const { folders, arriving, takenIn } = arrived.data;
  return (
    <section aria-label={`Handed in by ${vendor}`}>
      <h2>Handed in by {vendor}</h2>
      <ul>
        {folders.map((folder) => (
          <li key={folder}>
            <code>{folder}</code>{' '}
            {takenIn.includes(folder) ? (
              <span className="quiet">● taken in</span>
            ) : arriving.includes(folder) ? (
              <span className="quiet">○ files are still on their way</span>
            ) : (
              <button type="button" disabled={take.isPending} onClick={() => take.mutate(folder)}>
                Take in {folder}
              </button>
            )}
          </li>
        ))}
      </ul>
      {take.isPending ? (
        <p role="status">It is checked, copied, read back and hashed. Keep this page open until it is done.</p>
      ) : null}
      {take.error ? <ProblemNote error={take.error} /> : null}
      {receipt ? (
        <ul aria-label={`What became of ${receipt.folder}`}>
          {receipt.items.map((item) => (
            <li key={item.name}>{item.message}</li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
