import { useMemo, useRef } from 'react';
import { confirmDay, takeConfirmationBack, useChange } from '../api/queries';
import type { DayView } from '../api/types';
import { bytes, moment } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { dayWord } from './stages';

/** What the day amounts to, whether it is complete and who says so, and its reports. */
export function DayHead({ day }: { day: DayView }) {
  const { completeness } = day;
  const confirm = useChange(() => confirmDay(day.show, day.day));
  const open = useChange(() => takeConfirmationBack(day.show, day.day));
  const button = useRef<HTMLButtonElement>(null);
  const isReady = completeness.state === 'ready';
  useKeys(
    useMemo<KeyBinding[]>(
      () => (isReady ? [{ key: 'c', does: 'go to Confirm the day', run: () => button.current?.focus() }] : []),
      [isReady],
    ),
  );
  const report = (form: string) => `/api/shows/${encodeURIComponent(day.show)}/days/${day.day}/report.${form}`;
  const complete = day.rolls.filter((entry) => entry.roll.stage === 'complete').length;
  return (
    <header className="day-head">
      <h2>{dayWord(day.day)}</h2>
      <p>
        <span className="number">{complete}</span> of <span className="number">{day.rolls.length}</span> rolls complete
        · <span className="number">{day.files.toLocaleString('en')}</span> files ·{' '}
        <span className="number">{bytes(day.bytes)}</span>
      </p>
      <p className="links">
        Report{' '}
        {['html', 'pdf', 'csv', 'json'].map((form) => (
          <a key={form} href={report(form)} target="_blank" rel="noreferrer">
            {form.toUpperCase()}
          </a>
        ))}
      </p>
      <div className="completeness" data-state={completeness.state}>
        {completeness.state === 'confirmed' ? (
          <p>
            <strong>Day complete</strong>: {completeness.confirmedBy} confirmed it
            {completeness.confirmedAt ? `, ${moment(completeness.confirmedAt)}` : ''}.{' '}
            <button
              type="button"
              disabled={open.isPending}
              onClick={() =>
                open.mutate(undefined, { onSuccess: () => say({ message: `${dayWord(day.day)} is open again.` }) })
              }
            >
              Take the confirmation back
            </button>
          </p>
        ) : isReady ? (
          <p>
            <strong>Ready to confirm</strong>: everything expected is archived and verified.{' '}
            <button
              ref={button}
              type="button"
              disabled={confirm.isPending}
              onClick={() =>
                confirm.mutate(undefined, {
                  onSuccess: () =>
                    say({
                      message: `${dayWord(day.day)} is confirmed as complete.`,
                      undo: () => open.mutateAsync(undefined),
                    }),
                })
              }
            >
              Confirm the day
            </button>
          </p>
        ) : (
          <details>
            <summary>
              <strong>{completeness.state === 'reopened' ? 'Open again' : 'Not complete'}</strong>
              {completeness.state === 'reopened' && completeness.confirmedBy
                ? `: ${completeness.confirmedBy} had confirmed it, then something came or changed`
                : ''}
              : {completeness.open[0]}
              {completeness.open.length > 1 ? ` And ${completeness.open.length - 1} more.` : ''}
            </summary>
            <ul>
              {completeness.open.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {open.error ? <ProblemNote error={open.error} /> : null}
      {confirm.error ? <ProblemNote error={confirm.error} /> : null}
    </header>
  );
}
