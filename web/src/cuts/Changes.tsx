import { PullTable } from '../pulls/PullTable';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useCutChanges } from './requests';

/** What became of each event since another version. */
export function Changes({ cut, since }: { cut: string; since: string }) {
  const changes = useCutChanges(cut, since);
  if (changes.error) return <ProblemNote error={changes.error} retry={() => void changes.refetch()} />;
  if (!changes.data) return <Loading rows={3} what="the changes" />;
  const counts = Object.entries(changes.data.counts).map(([word, count]) => `${count.toLocaleString('en')} ${word}`);
  return (
    <section aria-label={`Changes since ${changes.data.since}`}>
      <p>
        Since <b>{changes.data.since}</b>: {counts.join(', ')}.
      </p>
      <PullTable
        name="Changes"
        columns={[
          { label: 'Now' },
          { label: 'Before' },
          { label: 'Change' },
          { label: 'Source' },
          { label: 'Record' },
          { label: 'Head', isNumber: true },
          { label: 'Tail', isNumber: true },
          { label: 'Details' },
        ]}
        items={[...changes.data.changes]}
        cells={(one) => (
          <>
            <th scope="row">{one.number || '–'}</th>
            <td>{one.oldNumber || '–'}</td>
            <td>{one.kinds.join(', ')}</td>
            <td>{one.name}</td>
            <td className="timecode">{one.recordStart}</td>
            <td className="number">{signed(one.headFrames)}</td>
            <td className="number">{signed(one.tailFrames)}</td>
            <td>{one.details.join(' ')}</td>
          </>
        )}
      />
    </section>
  );
}

function signed(frames: number): string {
  if (frames === 0) return '';
  return `${frames > 0 ? '+' : '−'}${Math.abs(frames).toLocaleString('en')}`;
}
