import { useCallback, useMemo, useState } from 'react';
import { useChange } from '../api/queries';
import { useAddress } from '../shell/address';
import { useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { ClipPanel } from './ClipPanel';
import { decide, redo, useDailiesQueue } from './queries';

/** What an operator can do with a clip. */
const verbs = {
  accept: { key: 'a', label: 'Accept', does: 'accept the clip', done: 'is accepted' },
  reject: { key: 'x', label: 'Leave out', does: 'leave the clip out', done: 'is left out' },
  redo: { key: 'm', label: 'Make again', does: 'have the clip made again', done: 'is made again' },
} as const;
type Verb = keyof typeof verbs;
const all = Object.keys(verbs) as Verb[];

/** Clips that QC or sync doubted, one after the other: look, listen, decide by keyboard. */
export function Queue({ show }: { show: string }) {
  const queue = useDailiesQueue(show);
  const me = useMe().data;
  const [at, setAt] = useAddress('clip');
  const [note, setNote] = useState('');
  // A clip that was opened below, in its roll, is what plays.
  const [opened] = useAddress('daily');
  const clips = useMemo(() => queue.data ?? [], [queue.data]);
  const place = Math.max(
    0,
    clips.findIndex((clip) => clip.clip === at),
  );
  const clip = clips[place];
  const mayDecide = mayOperate(me, show);
  const act = useChange(({ id, verb, why }: { id: string; verb: Verb; why: string }) =>
    verb === 'redo' ? redo(id, null, why) : decide(id, verb, why),
  );
  const { mutate, isPending } = act;
  const go = useCallback(
    (to: number) => setAt(clips[Math.min(Math.max(to, 0), clips.length - 1)]?.clip ?? '', true),
    [clips, setAt],
  );
  // What is decided leaves the list, and the clip after it is looked at.
  const run = useCallback(
    (verb: Verb) => {
      if (!clip || isPending || !mayDecide || (verb === 'accept' && clip.files.length === 0)) return;
      const next = clips[place + 1]?.clip ?? clips[place - 1]?.clip ?? '';
      mutate(
        { id: clip.clip, verb, why: note.trim() },
        {
          onSuccess: () => {
            setNote('');
            setAt(next, true);
            say({ message: `${clip.name} ${verbs[verb].done}.` });
          },
        },
      );
    },
    [clip, clips, isPending, mayDecide, mutate, note, place, setAt],
  );

  useKeys(
    useMemo(() => {
      if (!clip) return [];
      const moves = [
        { key: 'ArrowDown', does: 'next clip to look at', run: () => go(place + 1) },
        { key: 'ArrowUp', does: 'clip before', run: () => go(place - 1) },
      ];
      return mayDecide
        ? [...moves, ...all.map((verb) => ({ key: verbs[verb].key, does: verbs[verb].does, run: () => run(verb) }))]
        : moves;
    }, [clip, go, mayDecide, place, run]),
  );

  if (queue.error) return <ProblemNote error={queue.error} retry={() => void queue.refetch()} />;
  if (!queue.data) return null;
  return (
    <section aria-label="To look at">
      <h2>
        To look at <span className="quiet">{clips.length === 0 ? 'nothing' : clips.length}</span>
      </h2>
      {clip ? (
        <div className="dailies-queue">
          <ol aria-label="Clips to look at">
            {clips.map((one) => (
              <li key={one.clip}>
                <button
                  type="button"
                  className="plain"
                  data-plays
                  aria-current={one === clip}
                  onClick={() => setAt(one.clip, true)}
                >
                  <b>{one.name}</b>
                  <span className="quiet">{one.doubts[0]?.words}</span>
                </button>
              </li>
            ))}
          </ol>
          <ClipPanel key={clip.clip} clip={clip} mayDecide={mayDecide} hasKeys={opened === ''}>
            {mayDecide ? (
              <div className="row">
                <label className="grow">
                  Note, which stands in the report
                  <input value={note} maxLength={4000} onChange={(event) => setNote(event.target.value)} />
                </label>
                {all.map((verb) => (
                  <button
                    key={verb}
                    type="button"
                    className={verb === 'accept' ? 'primary' : undefined}
                    disabled={isPending || (verb === 'accept' && clip.files.length === 0)}
                    onClick={() => run(verb)}
                  >
                    {verbs[verb].label} <kbd>{verbs[verb].key}</kbd>
                  </button>
                ))}
              </div>
            ) : (
              <p className="quiet">Operators of the show decide.</p>
            )}
            {act.error ? <ProblemNote error={act.error} /> : null}
          </ClipPanel>
        </div>
      ) : null}
    </section>
  );
}
