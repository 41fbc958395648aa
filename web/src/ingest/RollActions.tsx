import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { operateRoll, takeReleaseBack, useChange } from '../api/queries';
import type { RollView } from '../api/types';
import { kindWord } from '../jobs/words';
import { useAddress } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { readAgain } from './again';
import { RestoreForm } from './RestoreForm';
import { canRestore } from './stages';

/** A roll that was released waits so long before it goes on, so that the release can be taken back in time. */
const secondThoughts = 15;

type Verb = 'retry' | 'release' | 'restore' | 'repair' | 'return-drive';

/** What a person can do with the roll as it stands now; what cannot be undone asks for its reason or place first. */
export function RollActions({ detail }: { detail: RollView }) {
  const { roll, copies } = detail.summary;
  const { jobs } = detail;
  const [asking, setAsking] = useAddress('do');
  const act = useChange(({ verb, body }: { verb: Verb; body?: unknown }) => operateRoll(roll.id, verb, body));
  const holdAgain = useChange(() => takeReleaseBack(roll.id));
  const run = (verb: Verb, message: string, body?: unknown, undo?: () => unknown) =>
    act.mutate(
      { verb, body },
      {
        onSuccess: () => {
          setAsking('');
          say({ message, undo });
        },
      },
    );
  const ask = (what: string) => setAsking(asking === what ? '' : what);
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        {
          key: 'a',
          does: 'go to the actions',
          run: () => document.querySelector<HTMLElement>('.actions button, .actions a')?.focus(),
        },
        ...(asking ? [{ key: 'Escape', does: 'close the form', run: () => setAsking('') }] : []),
      ],
      [asking, setAsking],
    ),
  );

  const isEarly = roll.hold !== undefined && ['found', 'manifest-checked'].includes(roll.stage) && jobs.length === 0;
  const wasStopped = jobs.some((job) => job.state === 'held') || (jobs[0]?.state === 'cancelled' && !roll.hold);
  const hasBadFiles = detail.summary.faults > 0 || copies.some((copy) => copy.state === 'failed');
  const hasArchive = canRestore(detail.summary);
  return (
    <section className="actions" aria-label="Actions">
      {wasStopped && !isEarly ? (
        <button type="button" disabled={act.isPending} onClick={() => run('retry', `${roll.name} is tried again.`)}>
          Try again
        </button>
      ) : null}
      {roll.hold && !isEarly && hasBadFiles ? (
        <button
          type="button"
          disabled={act.isPending}
          onClick={() => run('repair', `Only the bad and missing files of ${roll.name} are sent again.`)}
        >
          Repair: send the bad files again
        </button>
      ) : null}
      {isEarly ? (
        <>
          {roll.source.startsWith('file:') ? <Link to={readAgain(roll)}>Read the card again</Link> : null}
          <button type="button" aria-expanded={asking === 'release'} onClick={() => ask('release')}>
            Release as it is…
          </button>
        </>
      ) : null}
      {detail.canTakeReleaseBack ? (
        <button
          type="button"
          disabled={holdAgain.isPending}
          onClick={() =>
            holdAgain.mutate(undefined, { onSuccess: () => say({ message: `${roll.name} is held again.` }) })
          }
        >
          Take the release back
        </button>
      ) : null}
      {hasArchive ? (
        <button type="button" aria-expanded={asking === 'restore'} onClick={() => ask('restore')}>
          Restore from the archive…
        </button>
      ) : null}
      <button type="button" aria-expanded={asking === 'return-drive'} onClick={() => ask('return-drive')}>
        The drive goes back…
      </button>
      {jobs.map((job) => (
        <Link key={job.id} to={`/jobs/${job.id}`} className="job-link">
          Job: {kindWord(job.kind)}
        </Link>
      ))}
      {asking === 'release' && isEarly ? (
        <Question
          label={`Why ${roll.name} may go on although it is held (it stands in every report)`}
          button={`Release ${roll.name}`}
          busy={act.isPending}
          onAnswer={(reason) =>
            run(
              'release',
              `${roll.name} is released and goes on in ${secondThoughts} seconds. Every report says so, with your name.`,
              { reason, inSeconds: secondThoughts },
              () => holdAgain.mutateAsync(undefined),
            )
          }
        />
      ) : null}
      {asking === 'return-drive' ? (
        <Question
          label="Who has it now (it stands in the chain of custody)"
          button="Note it"
          busy={act.isPending}
          onAnswer={(to) => run('return-drive', `The drive of ${roll.name} went back to ${to}.`, { to })}
        />
      ) : null}
      {asking === 'restore' && hasArchive ? (
        <RestoreForm
          roll={roll}
          busy={act.isPending}
          onRestore={(body, message) => run('restore', message, body)}
          close={() => setAsking('')}
        />
      ) : null}
      {act.error ? <ProblemNote error={act.error} /> : null}
      {holdAgain.error ? <ProblemNote error={holdAgain.error} /> : null}
    </section>
  );
}

function Question({
  label,
  button,
  busy,
  onAnswer,
}: {
  label: string;
  button: string;
  busy: boolean;
  onAnswer: (answer: string) => void;
}) {
  const [answer, setAnswer] = useState('');
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(answer.trim());
      }}
    >
      <label className="grow">
        {label}
        {/* biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed */}
        <input autoFocus value={answer} onChange={(change) => setAnswer(change.target.value)} />
      </label>
      <button type="submit" disabled={busy || answer.trim() === ''}>
        {button}
      </button>
    </form>
  );
}
