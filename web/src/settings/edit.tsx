import { useState } from 'react';
import { Problem } from '../api/client';
import { useChange } from '../api/queries';
import type { Show, ShowSettings } from '../api/types';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { changeShow, revertShow, type ShowWish } from './requests';
import { merged } from './text';

/**
 * A form over a show's settings. What others change meanwhile comes in as long as nothing is typed; after that both stand
 * side by side: different settings are both kept, and of one setting the person decides.
 */
export function useShowEdit(show: Show) {
  const [base, setBase] = useState(show);
  const [touched, setTouched] = useState(false);
  const save = useChange((wish: ShowWish) => changeShow(show.name, wish));
  if (!touched && show.version > base.version) setBase(show);
  const write = (wish: ShowWish) =>
    save.mutate(wish, {
      onSuccess: (kept) => {
        setTouched(false);
        setBase(kept);
        if (kept.version > wish.version)
          say({
            message: `The settings of ${show.name} are changed.`,
            undo: () => revertShow(show.name, kept.version),
          });
      },
    });
  return {
    /** What the form shows first: its fields begin anew with each version. */
    base,
    busy: save.isPending,
    touch: () => setTouched(true),
    write: (change: { title?: string; settings?: ShowSettings }) => write({ ...change, version: base.version }),
    problem: save.error ? (
      <EditProblem
        error={save.error}
        seen={show.version}
        takeTheirs={() => {
          save.reset();
          setTouched(false);
          setBase(show);
        }}
        writeMine={(version) => {
          const mine = save.variables;
          if (mine)
            write({
              title: mine.title === undefined || mine.title === base.title ? show.title : mine.title,
              settings: mine.settings ? merged(base.settings, mine.settings, show.settings) : undefined,
              version,
            });
        }}
      />
    ) : null,
  };
}

function EditProblem({
  error,
  seen,
  takeTheirs,
  writeMine,
}: {
  error: Error;
  /** The version of the show on this page: mine is written beside what others changed, so that has to be here first. */
  seen: number;
  takeTheirs: () => void;
  writeMine: (version: number) => void;
}) {
  const conflict = error instanceof Problem ? error.conflict : undefined;
  if (!conflict) return <ProblemNote error={error} />;
  return (
    <div role="alert" className="problem">
      <p>{error.message}</p>
      <button type="button" onClick={takeTheirs}>
        Keep what stands there
      </button>{' '}
      <button type="button" disabled={seen < conflict.version} onClick={() => writeMine(conflict.version)}>
        Write mine
      </button>
    </div>
  );
}
