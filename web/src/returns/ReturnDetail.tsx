import { useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../api/queries';
import { FileTable } from '../pulls/FileTable';
import { mayDo } from '../pulls/words';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useMe } from '../shell/session';
import { say } from '../shell/undo';
import { decide, useReturn } from './queries';
import { Findings, Standing } from './Signs';
import { versionOf } from './words';

/** A version: what the check found, every decision on it, and what can be decided now. */
export function ReturnDetail({ id }: { id: string }) {
  const view = useReturn(id);
  const me = useMe().data;
  const [reason, setReason] = useState('');
  const act = useChange(({ verb, why }: { verb: 'approve' | 'reject' | 'withdraw'; why: string }) =>
    decide(id, verb, why),
  );
  if (view.error) return <ProblemNote error={view.error} retry={() => void view.refetch()} />;
  if (!view.data) return <Loading rows={3} what="the version" />;
  const { return: one, decisions, files } = view.data;
  const name = `${one.shot} ${one.task} ${versionOf(one.version)}`.replace('  ', ' ');
  const run = (verb: 'approve' | 'reject' | 'withdraw', message: string) =>
    act.mutate(
      { verb, why: reason.trim() },
      {
        onSuccess: () => {
          setReason('');
          say({
            message,
            undo: verb === 'withdraw' ? undefined : () => act.mutateAsync({ verb: 'withdraw', why: '' }),
          });
        },
      },
    );
  return (
    <section aria-label={name}>
      <h2>
        {name} <span className="quiet">of {one.vendor}</span>
      </h2>
      <p>
        <Standing state={one.state} /> {one.reason}
      </p>
      <p className="quiet">
        {one.name}: {one.files.toLocaleString('en')} files, {bytes(one.bytes)}
        {one.width ? `, ${one.width}×${one.height}` : ''}; taken in by {one.receivedBy}, {moment(one.receivedAt)}.
        {one.pull ? (
          <>
            {' '}
            Its plate came with <Link to={`/pulls/${one.pull}?show=${encodeURIComponent(one.show)}`}>this pull</Link>.
          </>
        ) : null}
      </p>
      <FileTable
        files={files}
        addressOf={(path) => `/api/returns/${id}/files/${path.split('/').map(encodeURIComponent).join('/')}`}
      />
      <Findings findings={one.findings} of={name} />
      {decisions.length > 0 ? (
        <ol aria-label={`Decisions on ${name}`}>
          {decisions.map((step) => (
            <li key={step.at}>
              {step.state} by {step.actor}, {moment(step.at)}
              {step.reason ? `: ${step.reason}` : ''}
            </li>
          ))}
        </ol>
      ) : null}
      {mayDo(me, one.show).approve ? (
        <div className="row">
          {one.state === 'waiting' ? (
            <>
              <label className="grow">
                Reason{one.errors > 0 ? ', which is needed as it does not pass the check' : ' (needed to reject)'};{' '}
                {one.vendor} reads it
                <input value={reason} maxLength={4000} onChange={(event) => setReason(event.target.value)} />
              </label>
              <button
                type="button"
                className="primary"
                disabled={act.isPending || (one.errors > 0 && reason.trim() === '')}
                onClick={() => run('approve', `${name} is approved.`)}
              >
                Approve {name}
              </button>
              <button
                type="button"
                disabled={act.isPending || reason.trim() === ''}
                onClick={() => run('reject', `${name} is rejected.`)}
              >
                Reject {name}
              </button>
            </>
          ) : (
            <button
              type="button"
              disabled={act.isPending}
              onClick={() => run('withdraw', `${name} waits for a decision again.`)}
            >
              Take the decision back
            </button>
          )}
        </div>
      ) : (
        <p className="quiet">An owner of {one.show} approves or rejects it.</p>
      )}
      {act.error ? <ProblemNote error={act.error} /> : null}
    </section>
  );
}
