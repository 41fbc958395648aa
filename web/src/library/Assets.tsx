import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client';
import { useChange } from '../api/queries';
import type { Asset } from '../api/types';
import { bytes, moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';

const path = encodeURIComponent;

/** Words of a search that can stand in an asset: what asks for a field of clips is about clips alone. */
const wordsOf = (query: string) =>
  query
    .split(/\s+/)
    .filter((word) => word !== '' && !/[:<>=]/.test(word))
    .map((word) => word.replaceAll('"', ''))
    .join(' ');

const useAssets = (show: string, query: string, withdrawn: boolean) =>
  useQuery({
    queryKey: ['assets', show, wordsOf(query), withdrawn],
    queryFn: async ({ signal }) =>
      (
        await call<{ assets: Asset[] }>(
          `/api/shows/${path(show)}/assets?q=${path(wordsOf(query))}&withdrawn=${withdrawn}`,
          { signal },
        )
      ).assets,
    enabled: show !== '',
  });

/** Files of workspaces that were kept for good, as the words of the search find them: with where they came from. They are no clips and no originals. */
export function Assets({ show, query, mayOperate }: { show: string; query: string; mayOperate: boolean }) {
  const [withdrawn, setWithdrawn] = useState(false);
  const assets = useAssets(show, query, withdrawn);
  const turn = useChange((one: Asset) =>
    call<Asset>(`/api/assets/${one.id}${one.withdrawnAt ? '/restore' : ''}`, {
      method: one.withdrawnAt ? 'POST' : 'DELETE',
    }),
  );
  if (assets.error) return <ProblemNote error={assets.error} retry={() => void assets.refetch()} />;
  const found = assets.data ?? [];
  return (
    <section aria-label="Assets" className="assets">
      <h2>Assets</h2>
      {found.length === 0 ? (
        <p className="quiet">
          {withdrawn
            ? 'None was taken out.'
            : wordsOf(query)
              ? 'None has these words.'
              : 'None yet. Files of workspaces are kept here.'}
        </p>
      ) : null}
      <ul>
        {found.map((one) => (
          <li key={one.id}>
            {one.withdrawnAt ? (
              one.name
            ) : (
              <a href={`/api/assets/${one.id}/content`} download={one.name} title={one.hash}>
                {one.name}
              </a>
            )}{' '}
            <span className="quiet">
              {bytes(one.length)}, of {one.sentBy} from {one.workspace}; kept by {one.promotedBy},{' '}
              {moment(one.promotedAt)}
            </span>
            {one.note ? <span> {one.note}</span> : null}
            {mayOperate ? (
              <button
                type="button"
                disabled={turn.isPending}
                aria-label={`${one.withdrawnAt ? 'Put back' : 'Take out'} ${one.name}`}
                onClick={() => turn.mutate(one, { onSettled: () => void assets.refetch() })}
              >
                {one.withdrawnAt ? 'Put back' : 'Take out'}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {turn.error ? <ProblemNote error={turn.error} /> : null}
      {mayOperate ? (
        <label className="check">
          <input type="checkbox" checked={withdrawn} onChange={(event) => setWithdrawn(event.target.checked)} />
          <span>those taken out</span>
        </label>
      ) : null}
    </section>
  );
}
