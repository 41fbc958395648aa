import { useState } from 'react';
import { Link } from 'react-router';
import { operateRoll, useChange } from '../api/queries';
import type { RollView } from '../api/types';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';

type Verb = 'retry' | 'release' | 'restore' | 'repair' | 'return-drive';

/** What a person can do with the roll as it stands now; what cannot be undone asks for its reason or place first. */
export function RollActions({ detail }: { detail: RollView }) {
  const { roll, copies } = detail.summary;
  const { jobs } = detail;
  const [asking, setAsking] = useState<'release' | 'return-drive' | null>(null);
  const [answer, setAnswer] = useState('');
  const act = useChange(({ verb, body }: { verb: Verb; body?: unknown }) => operateRoll(roll.id, verb, body));
  const run = (verb: Verb, message: string, body?: unknown) =>
    act.mutate(
      { verb, body },
      {
        onSuccess: () => {
          setAsking(null);
          setAnswer('');
          say({ message });
        },
      },
    );
  const isEarly = ['found', 'manifest-checked'].includes(roll.stage);
  const hasArchive = copies.some((copy) => copy.name === 'archive' && copy.state === 'verified');
  return (
    <section className="actions" aria-label="Actions">
      {roll.hold || jobs.some((job) => job.state === 'held') ? (
        <button type="button" disabled={act.isPending} onClick={() => run('retry', `${roll.name} is tried again.`)}>
          Try again
        </button>
      ) : null}
      {roll.hold && isEarly ? (
        <button type="button" onClick={() => setAsking(asking === 'release' ? null : 'release')}>
          Release as it is…
        </button>
      ) : null}
      {roll.hold && !isEarly ? (
        <button
          type="button"
          disabled={act.isPending}
          onClick={() => run('repair', `Only the bad and missing files of ${roll.name} are sent again.`)}
        >
          Repair: send the bad files again
        </button>
      ) : null}
      {hasArchive ? (
        <button
          type="button"
          disabled={act.isPending}
          onClick={() =>
            run(
              'restore',
              `What the library store lacks of ${roll.name} is brought back from the archive and verified.`,
            )
          }
        >
          Restore from the archive
        </button>
      ) : null}
      <button type="button" onClick={() => setAsking(asking === 'return-drive' ? null : 'return-drive')}>
        The drive goes back…
      </button>
      {jobs.map((job) => (
        <Link key={job.id} to={`/jobs/${job.id}`} className="job-link">
          Job: {job.kind.replaceAll('-', ' ')}
        </Link>
      ))}
      {asking ? (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            if (asking === 'release')
              run('release', `${roll.name} was released. Every report says so, with your name.`, { reason: answer });
            else run('return-drive', `The drive of ${roll.name} went back to ${answer}.`, { to: answer });
          }}
        >
          <label className="grow">
            {asking === 'release'
              ? `Why ${roll.name} may go on although it is held (it stands in every report)`
              : 'Who has it now (it stands in the chain of custody)'}
            <input value={answer} onChange={(change) => setAnswer(change.target.value)} />
          </label>
          <button type="submit" disabled={act.isPending || answer.trim() === ''}>
            {asking === 'release' ? `Release ${roll.name}` : 'Note it'}
          </button>
        </form>
      ) : null}
      {act.error ? <ProblemNote error={act.error} /> : null}
    </section>
  );
}
