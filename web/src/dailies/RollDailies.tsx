import { useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../api/queries';
import { ShareForm } from '../sharing/ShareForm';
import { Arrivals } from '../shell/Arrivals';
import { useAddress } from '../shell/address';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { ClipPanel } from './ClipPanel';
import { assign, deliver, make, reportOf, useRollDailies } from './queries';
import { soundOf, standingOf } from './words';

/** A roll's dailies, clip by clip, with lanes for sound and quality control, and a player. */
export function RollDailies({ show, roll }: { show: string; roll: string }) {
  const view = useRollDailies(roll);
  const me = useMe().data;
  const [seen, setSeen] = useAddress('daily');
  const [sharing, setSharing] = useState(false);
  const act = useChange(({ verb }: { verb: 'make' | 'all' | 'deliver' | 'mine' | 'nobody' }) =>
    verb === 'deliver'
      ? deliver(roll)
      : verb === 'mine'
        ? assign(roll, me?.name ?? '')
        : verb === 'nobody'
          ? assign(roll, '')
          : make(roll, verb === 'all'),
  );
  if (view.error) return <ProblemNote error={view.error} retry={() => void view.refetch()} />;
  if (!view.data) return <Loading rows={4} what="the clips" />;
  const { summary, clips, defaults, folder, folderId, workspace, job, receipts } = view.data;
  const chosen = clips.find((clip) => clip.clip === seen);
  const mayDecide = mayOperate(me, show);
  const delivered = clips.filter((clip) => clip.isDelivered && clip.playable);
  const run = (verb: 'make' | 'all' | 'deliver' | 'mine' | 'nobody', message: string) =>
    act.mutate({ verb }, { onSuccess: () => say({ message }) });
  return (
    <section aria-label={`Dailies of ${summary.name}`}>
      <h2>{summary.name}</h2>
      {summary.message ? <p role="alert">{summary.message}</p> : null}
      {defaults.map((sentence) => (
        <p key={sentence} className="quiet">
          {sentence}
        </p>
      ))}
      <p>
        {folder && workspace ? (
          <>
            Delivered as{' '}
            <Link to={`/workspaces/${workspace}?show=${encodeURIComponent(show)}&folder=${folderId}`}>{folder}</Link>.{' '}
          </>
        ) : null}
        Report:{' '}
        {(['pdf', 'html', 'csv', 'json'] as const).map((form) => (
          <a key={form} href={reportOf(roll, form)} className="spaced">
            {form.toUpperCase()}
          </a>
        ))}
        {job ? (
          <Link to={`/jobs/${job}?show=${encodeURIComponent(show)}`} className="spaced">
            Work
          </Link>
        ) : null}
      </p>
      {mayDecide ? (
        <div className="row">
          {summary.assignee === me?.name ? (
            <button type="button" disabled={act.isPending} onClick={() => run('nobody', 'It is given back.')}>
              Give it back
            </button>
          ) : (
            <button type="button" disabled={act.isPending} onClick={() => run('mine', 'It is yours.')}>
              Take it over
            </button>
          )}
          <button
            type="button"
            disabled={act.isPending}
            onClick={() => run('make', 'What would come out otherwise is made again.')}
          >
            Make again what changed
          </button>
          <button type="button" disabled={act.isPending} onClick={() => run('all', 'All of it is made again.')}>
            Make all again
          </button>
          <button
            type="button"
            disabled={act.isPending || summary.state === 'making'}
            onClick={() => run('deliver', 'What may go is on its way.')}
          >
            Deliver now
          </button>
          {delivered.length > 0 ? (
            <button type="button" onClick={() => setSharing(true)}>
              Share review movies…
            </button>
          ) : null}
        </div>
      ) : null}
      {act.error ? <ProblemNote error={act.error} /> : null}
      <Arrivals receipts={receipts} of={`what was delivered of ${summary.name}`} named />
      <table className="plain-table" aria-label={`Clips of ${summary.name}`}>
        <thead>
          <tr>
            <th scope="col">Clip</th>
            <th scope="col">State</th>
            <th scope="col">Timecode</th>
            <th scope="col">Sound</th>
            <th scope="col">Quality control</th>
            <th scope="col" className="number">
              Files
            </th>
          </tr>
        </thead>
        <tbody>
          {clips.map((clip) => (
            <tr key={clip.clip} data-open={clip.clip === seen}>
              <th scope="row">
                <button
                  type="button"
                  className="plain"
                  data-plays
                  aria-expanded={clip.clip === seen}
                  onClick={() => setSeen(clip.clip === seen ? '' : clip.clip, true)}
                >
                  {clip.name}
                </button>
              </th>
              <td>
                <State {...standingOf(clip)} />
              </td>
              <td>{clip.timecode}</td>
              <td>{soundOf(clip)}</td>
              <td>{clip.doubts.length > 0 ? clip.doubts.map((doubt) => doubt.words).join(' ') : 'nothing'}</td>
              <td className="number">{clip.files.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sharing ? (
        <ShareForm
          what={{ show, clips: delivered.map(({ clip }) => ({ clip, daily: true })) }}
          name={`the review movies of ${summary.name}`}
          close={() => setSharing(false)}
        />
      ) : null}
      {chosen ? <ClipPanel key={chosen.clip} clip={chosen} mayDecide={mayDecide} hasKeys /> : null}
    </section>
  );
}
