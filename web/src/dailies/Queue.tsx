import { useMemo, useState } from 'react';
import { useChange } from '../api/queries';
import { useAddress } from '../shell/address';
import { useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { ClipPanel } from './ClipPanel';
import { decide, redo, useDailiesQueue } from './queries';

/** Clips that QC or sync doubted, one after the other: look, listen, decide by keyboard. */
export function Queue({ show }: { show: string }) {
  const queue = useDailiesQueue(show);
  const me = useMe().data;
  const [at, setAt] = useAddress('clip');
  const [note, setNote] = useState('');
  const clips = queue.data ?? [];
  const place = Math.max(
    0,
    clips.findIndex((clip) => clip.clip === at),
  );
  const clip = clips[place];
  const mayDecide = mayOperate(me, show);
  const act = useChange(({ id, verb, why }: { id: string; verb: 'accept' | 'reject' | 'redo'; why: string }) =>
    verb === 'redo' ? redo(id, null, why) : decide(id, verb, why),
  );
  const { mutate, isPending } = act;

  useKeys(
    useMemo(() => {
      if (!clip) return [];
      const go = (to: number) => setAt(clips[Math.min(Math.max(to, 0), clips.length - 1)]?.clip ?? '', true);
      const run = (verb: 'accept' | 'reject' | 'redo', done: string) => () => {
        if (isPending || !mayDecide) return;
        const next = clips[place + 1]?.clip ?? clips[place - 1]?.clip ?? '';
        mutate(
          { id: clip.clip, verb, why: note.trim() },
          {
            onSuccess: () => {
              setNote('');
              setAt(next, true);
              say({ message: `${clip.name} ${done}.` });
            },
          },
        );
      };
      const moves = [
        { key: 'ArrowDown', does: 'next clip to look at', run: () => go(place + 1) },
        { key: 'ArrowUp', does: 'clip before', run: () => go(place - 1) },
      ];
      return mayDecide
        ? [
            ...moves,
            { key: 'a', does: 'accept the clip', run: run('accept', 'is accepted') },
            { key: 'x', does: 'leave the clip out', run: run('reject', 'is left out') },
            { key: 'm', does: 'have the clip made again', run: run('redo', 'is made again') },
          ]
        : moves;
    }, [clip, clips, isPending, mayDecide, mutate, note, place, setAt]),
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
                  aria-current={one === clip}
                  onClick={() => setAt(one.clip, true)}
                >
                  <b>{one.name}</b>
                  <span className="quiet">{one.doubts[0]?.words}</span>
                </button>
              </li>
            ))}
          </ol>
          <ClipPanel key={clip.clip} clip={clip} mayDecide={mayDecide}>
            {mayDecide ? (
              <div className="row">
                <label className="grow">
                  Note, which stands in the report
                  <input value={note} maxLength={4000} onChange={(event) => setNote(event.target.value)} />
                </label>
                {(
                  [
                    ['accept', 'a', 'Accept', clip.files.length > 0],
                    ['reject', 'x', 'Leave out', true],
                    ['redo', 'm', 'Make again', true],
                  ] as const
                ).map(([verb, key, label, may]) => (
                  <button
                    key={verb}
                    type="button"
                    className={verb === 'accept' ? 'primary' : undefined}
                    disabled={isPending || !may}
                    onClick={() => {
                      mutate(
                        { id: clip.clip, verb, why: note.trim() },
                        {
                          onSuccess: () => {
                            setNote('');
                            say({ message: `${label}: ${clip.name}.` });
                          },
                        },
                      );
                    }}
                  >
                    {label} <kbd>{key}</kbd>
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
