import { type FormEvent, Fragment, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange, usePulls } from '../api/queries';
import type { KeptCut, OfflineView } from '../api/types';
import { useRecipients } from '../pulls/Recipient';
import { many } from '../pulls/words';
import { ProblemNote } from '../shell/ProblemNote';
import { planPull } from './requests';

/** What a pull of the cut needs to be planned; nothing is made before somebody approves it on its page. */
export function PlanPull({
  cut,
  kind,
  open,
  offline,
  close,
}: {
  cut: KeptCut;
  kind: 'vfx' | 'conform';
  open: number;
  /** The reference movie that is looked at, if there is one. */
  offline: OfflineView | undefined;
  close: () => void;
}) {
  const navigate = useNavigate();
  const [recipient, setRecipient] = useState('');
  const [shots, setShots] = useState('');
  const [handles, setHandles] = useState('8');
  const [since, setSince] = useState('');
  const [isAlong, setAlong] = useState(true);
  const along = kind === 'conform' && isAlong ? (offline?.offline.id ?? '') : '';
  const plan = useChange((order: unknown) => planPull(cut.id, kind, order, along));
  const known = useRecipients(cut.show, kind);
  const isNew = recipient.trim() !== '' && !known.includes(recipient.trim());
  const earlier = (usePulls(cut.show).data ?? []).filter(
    (pull) => pull.kind === 'conform' && pull.recipient === recipient.trim() && pull.state === 'ready',
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const handle = Number.parseInt(handles, 10);
    const settings = Number.isFinite(handle) ? { headHandle: handle, tailHandle: handle } : {};
    const order = { show: cut.show, recipient: recipient.trim() };
    plan.mutate(
      kind === 'vfx'
        ? { ...order, settings, shots: shots.split(/[\s,]+/).filter((shot) => shot !== '') }
        : { ...order, ...(since === '' ? {} : { since }) },
      { onSuccess: (pull) => void navigate(`/pulls/${pull.id}?show=${encodeURIComponent(cut.show)}`) },
    );
  };
  return (
    <form className="approval" aria-label={kind === 'vfx' ? 'Pull plates' : 'Pull originals'} onSubmit={submit}>
      <div className="row">
        <label>
          {kind === 'vfx' ? 'For the vendor' : 'For the finishing house'}
          <input
            // biome-ignore lint/a11y/noAutofocus: the form appears where the person has just pressed
            autoFocus
            required
            list="recipients"
            value={recipient}
            onChange={(change) => setRecipient(change.target.value)}
          />
          <datalist id="recipients">
            {known.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        {kind === 'vfx' ? (
          <>
            <label className="grow">
              Shots (empty for all that the cut names)
              <input value={shots} spellCheck={false} onChange={(change) => setShots(change.target.value)} />
            </label>
            <label>
              Handles, frames
              <input
                type="number"
                min={0}
                max={1000}
                value={handles}
                onChange={(change) => setHandles(change.target.value)}
              />
            </label>
          </>
        ) : (
          <label>
            What
            <select value={since} onChange={(change) => setSince(change.target.value)}>
              <option value="">everything</option>
              {earlier.map((pull) => (
                <option key={pull.id} value={pull.id}>
                  only what {pull.title} and those before did not deliver
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {kind === 'conform' && offline ? (
        <label className="check">
          <input type="checkbox" checked={isAlong} onChange={(change) => setAlong(change.target.checked)} />
          <span>deliver {offline.offline.name} along, with the check of every event against it in the package</span>
        </label>
      ) : null}
      {open > 0 ? (
        <p className="todo">
          {many(open, 'event is', 'events are')} not decided or not found: they are left out and named in the plan.
        </p>
      ) : null}
      {isNew && known.length > 0 ? (
        <p className="todo">
          Nothing was made for {recipient.trim()} before: a new workspace is made for it. Known here:{' '}
          {known.map((name, index) => (
            <Fragment key={name}>
              {index > 0 ? ', ' : null}
              <button type="button" className="plain" onClick={() => setRecipient(name)}>
                {name}
              </button>
            </Fragment>
          ))}
          .
        </p>
      ) : null}
      {plan.error ? <ProblemNote error={plan.error} /> : null}
      <p className="choices">
        <button type="submit" className="primary" disabled={plan.isPending || recipient.trim() === ''}>
          {plan.isPending ? 'Planning…' : 'Plan it'}
        </button>{' '}
        <button type="button" onClick={close}>
          Not now
        </button>
      </p>
    </form>
  );
}
