import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../api/queries';
import type { SmartCollection } from '../api/types';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { addCollection, removeCollection, useCollections } from './requests';

/** Searches with a name: they keep the question, not the clips, so they are always current. */
export function Collections({ show, query, mayShare }: { show: string; query: string; mayShare: boolean }) {
  const collections = useCollections();
  const remove = useChange((one: SmartCollection) => removeCollection(one.id));
  const seen = (collections.data ?? []).filter((one) => !one.show || one.show === show);
  if (seen.length === 0) return null;
  const take = (one: SmartCollection) =>
    remove.mutate(one, {
      onSuccess: () =>
        say({
          message: `The collection ${one.name} is removed; its clips are where they were.`,
          undo: async () => {
            await addCollection({
              name: one.name,
              query: one.query,
              sort: one.sort,
              ...(one.show ? { show: one.show } : {}),
            });
            void collections.refetch();
          },
        }),
    });
  return (
    <section className="collections" aria-label="Smart collections">
      <h2>Collections</h2>
      {remove.error ? <ProblemNote error={remove.error} /> : null}
      <ul>
        {seen.map((one) => (
          <li key={one.id}>
            <Link
              to={`?${new URLSearchParams({ show, q: one.query, ...(one.sort === '' ? {} : { sort: one.sort }) })}`}
              aria-current={one.query === query ? 'page' : undefined}
              title={one.query === '' ? 'everything' : one.query}
            >
              {one.name}
              <span className="quiet">{!one.show ? ' mine' : ''}</span>
            </Link>
            {!one.show || mayShare ? (
              <button type="button" className="plain" aria-label={`Remove ${one.name}`} onClick={() => take(one)}>
                ✕
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Gives the search that is shown a name. */
export function KeepSearch({
  show,
  query,
  sort,
  mayShare,
  close,
}: {
  show: string;
  query: string;
  sort: string;
  mayShare: boolean;
  close: () => void;
}) {
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const keep = useChange(addCollection);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate(
      { name, query, sort, ...(isShared ? { show } : {}) },
      {
        onSuccess: (kept) => {
          close();
          say({ message: `${kept.name} is kept.`, undo: () => removeCollection(kept.id) });
        },
      },
    );
  };
  return (
    <form className="keep" aria-label="Keep this search" onSubmit={submit}>
      <label>
        <span>Name</span>
        {/* biome-ignore lint/a11y/noAutofocus: the field is what the button was pressed for */}
        <input value={name} maxLength={100} required autoFocus onChange={(change) => setName(change.target.value)} />
      </label>
      {mayShare ? (
        <label className="check">
          <input type="checkbox" checked={isShared} onChange={(change) => setShared(change.target.checked)} />
          <span>for everybody who sees {show}</span>
        </label>
      ) : null}
      <button type="submit" className="primary" disabled={keep.isPending}>
        Keep
      </button>
      <button type="button" onClick={close}>
        Cancel
      </button>
      {keep.error ? <ProblemNote error={keep.error} /> : null}
    </form>
  );
}
