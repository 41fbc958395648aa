import { type FormEvent, useMemo, useState } from 'react';
import { operatePull, useChange } from '../api/queries';
import type { Pull } from '../api/types';
import { useAddress } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { useMe } from '../shell/session';
import { say } from '../shell/undo';
import { NobodyThere } from './Recipient';
import { estimateOf, mayDo, missingOf, whyEmpty, workOf } from './words';

/** What a person can do with the pull as it stands now. Approving costs work and delivers to people outside, so it asks once more and names what is made. */
export function PullActions({ pull }: { pull: Pull }) {
  const me = useMe();
  const may = mayDo(me.data, pull.show);
  const [asking, setAsking] = useAddress('do');
  const act = useChange(({ verb, body }: { verb: 'approve' | 'retry' | 'withdraw'; body?: unknown }) =>
    operatePull(pull.id, verb, body),
  );
  const run = (verb: 'approve' | 'retry' | 'withdraw', message: string, body?: unknown) =>
    act.mutate(
      { verb, body },
      {
        onSuccess: () => {
          setAsking('');
          say({ message });
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
          run: () => document.querySelector<HTMLElement>('.actions button')?.focus(),
        },
        ...(asking ? [{ key: 'Escape', does: 'close the question', run: () => setAsking('') }] : []),
      ],
      [asking, setAsking],
    ),
  );

  const isToApprove = pull.state === 'planned' && whyEmpty(pull) === '';
  const canApprove = may.approve && isToApprove;
  const canRetry = may.plan && pull.state === 'held';
  const canGiveUp = may.plan && (pull.state === 'planned' || pull.state === 'running' || pull.state === 'held');
  if (pull.state === 'ready' || pull.state === 'withdrawn') return null;
  return (
    <section className="actions" aria-label="Actions">
      {canApprove ? (
        <button type="button" className="primary" aria-expanded={asking === 'approve'} onClick={() => ask('approve')}>
          Approve…
        </button>
      ) : null}
      {canRetry ? (
        <button
          type="button"
          disabled={act.isPending}
          onClick={() => run('retry', `${pull.title} is tried again; what is made stays made.`)}
        >
          Retry
        </button>
      ) : null}
      {canGiveUp ? (
        <button type="button" aria-expanded={asking === 'give-up'} onClick={() => ask('give-up')}>
          Give up…
        </button>
      ) : null}
      {isToApprove && !may.approve ? (
        <span className="quiet">An owner of {pull.show} approves it; nothing is made before.</span>
      ) : null}
      {asking === 'approve' && canApprove ? (
        <Approval
          pull={pull}
          busy={act.isPending}
          onApprove={() => run('approve', `${pull.title} is approved and being made.`)}
          close={() => setAsking('')}
        />
      ) : null}
      {asking === 'give-up' && canGiveUp ? (
        <GiveUp
          pull={pull}
          busy={act.isPending}
          onGiveUp={(reason) => run('withdraw', `${pull.title} is given up.`, { reason })}
        />
      ) : null}
      {act.error ? <ProblemNote error={act.error} /> : null}
    </section>
  );
}

function Approval({
  pull,
  busy,
  onApprove,
  close,
}: {
  pull: Pull;
  busy: boolean;
  onApprove: () => void;
  close: () => void;
}) {
  const missing = missingOf(pull).length;
  return (
    <form
      className="approval"
      aria-label="Approval"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onApprove();
      }}
    >
      <p>
        This makes {estimateOf(pull)}. {workOf(pull)[0] ?? ''} When all of it is whole and sealed, it lies in the
        workspace of <b>{pull.recipient}</b>.
        {missing > 0 ? ` What stands under “Not in it, and why” (${missing.toLocaleString('en')}) is left out.` : ''}
      </p>
      <NobodyThere pull={pull} />
      {/* biome-ignore lint/a11y/noAutofocus: the question appears where the person has just pressed */}
      <button type="submit" className="primary" autoFocus disabled={busy}>
        Approve {pull.title}
      </button>{' '}
      <button type="button" onClick={close}>
        Not yet
      </button>
    </form>
  );
}

function GiveUp({ pull, busy, onGiveUp }: { pull: Pull; busy: boolean; onGiveUp: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        onGiveUp(reason.trim());
      }}
    >
      <label className="grow">
        Why {pull.title} is given up, for {pull.createdBy} (it cannot be taken back; the cut can be planned again)
        {/* biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed */}
        <input autoFocus maxLength={4000} value={reason} onChange={(change) => setReason(change.target.value)} />
      </label>
      <button type="submit" disabled={busy || reason.trim() === ''}>
        Give {pull.title} up
      </button>
    </form>
  );
}
