import { useCallback, useMemo, useState } from 'react';
import { useChange } from '../api/queries';
import type { ClipSlate, SlateFact } from '../api/types';
import { useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { confirmSlate, dismissSlate, slatePictureOf, useSlates } from './queries';
import { factOf, howSure, labelOf } from './slate';

/** Slates that were read and wait for a person, one after the other: look, put right, confirm by keyboard. */
export function Slates({ show }: { show: string }) {
  const slates = useSlates(show);
  const me = useMe().data;
  const mayDecide = mayOperate(me, show);
  const first = slates.data?.[0];
  if (slates.error) return <ProblemNote error={slates.error} retry={() => void slates.refetch()} />;
  if (!first) return null;
  return (
    <section aria-label="Slates to confirm">
      <h2>
        Slates to confirm <span className="quiet">{slates.data?.length}</span>
      </h2>
      <h3>{first.name}</h3>
      <SlatePanel key={first.clip} slate={first} mayDecide={mayDecide} hasKeys />
    </section>
  );
}

/** What was read of one slate, with the frame that shows it; confirmed or dismissed with one key. */
export function SlatePanel({
  slate,
  mayDecide,
  hasKeys,
}: {
  slate: ClipSlate;
  mayDecide: boolean;
  /** Whether the keys that decide are this slate's: one of a page has them. */
  hasKeys: boolean;
}) {
  const [scene, setScene] = useState(factOf(slate, 'slate.scene')?.value ?? '');
  const [take, setTake] = useState(factOf(slate, 'slate.take')?.value ?? '');
  const act = useChange((verb: 'confirm' | 'dismiss') =>
    verb === 'confirm' ? confirmSlate(slate.clip, scene.trim(), take.trim()) : dismissSlate(slate.clip),
  );
  const { mutate, isPending } = act;
  const isOpen = slate.state === 'proposed' && mayDecide;
  const canConfirm = scene.trim() !== '' || take.trim() !== '';
  const run = useCallback(
    (verb: 'confirm' | 'dismiss') => {
      if (!isOpen || isPending || (verb === 'confirm' && !canConfirm)) return;
      mutate(verb, {
        onSuccess: () =>
          say({ message: `The slate of ${slate.name} is ${verb === 'confirm' ? 'confirmed' : 'dismissed'}.` }),
      });
    },
    [canConfirm, isOpen, isPending, mutate, slate.name],
  );
  useKeys(
    useMemo(
      () =>
        hasKeys && isOpen
          ? [
              { key: 'c', does: 'confirm the slate', run: () => run('confirm') },
              { key: 'v', does: 'dismiss the slate', run: () => run('dismiss') },
            ]
          : [],
      [hasKeys, isOpen, run],
    ),
  );
  return (
    <div className="slate">
      {slate.frame == null ? null : (
        <figure>
          <img
            src={slatePictureOf(slate)}
            alt={`Frame ${slate.frame} of ${slate.name}, with its slate`}
            loading="lazy"
          />
          {slate.facts
            .filter((fact) => fact.frame === slate.frame)
            .map((fact) => (
              <span key={fact.field} className="slate-box" title={labelOf(fact)} style={boxOf(fact)} />
            ))}
        </figure>
      )}
      <div>
        {slate.facts.length > 0 ? (
          <dl aria-label={`Read of the slate of ${slate.name}`}>
            {slate.facts.map((fact) => (
              <div key={fact.field}>
                <dt>{labelOf(fact)}</dt>
                <dd>
                  {fact.value} <span className="quiet">{howSure(fact)}</span>
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
        {slate.codes.map((code) => (
          <p key={code} className="quiet">
            A code says: {code}
          </p>
        ))}
        {slate.remarks.map((sentence) => (
          <p key={sentence} className="quiet">
            {sentence}
          </p>
        ))}
        {isOpen ? (
          <div className="row">
            <label>
              Scene
              <input
                value={scene}
                maxLength={200}
                spellCheck={false}
                onChange={(event) => setScene(event.target.value)}
              />
            </label>
            <label>
              Take
              <input
                value={take}
                maxLength={200}
                spellCheck={false}
                onChange={(event) => setTake(event.target.value)}
              />
            </label>
            <button
              type="button"
              className="primary"
              disabled={isPending || !canConfirm}
              onClick={() => run('confirm')}
            >
              Confirm {hasKeys ? <kbd>c</kbd> : null}
            </button>
            <button type="button" disabled={isPending} onClick={() => run('dismiss')}>
              Dismiss {hasKeys ? <kbd>v</kbd> : null}
            </button>
          </div>
        ) : null}
        {act.error ? <ProblemNote error={act.error} /> : null}
      </div>
    </div>
  );
}

const boxOf = ({ box }: SlateFact) => ({
  left: `${box.left * 100}%`,
  top: `${box.top * 100}%`,
  width: `${box.width * 100}%`,
  height: `${box.height * 100}%`,
});
