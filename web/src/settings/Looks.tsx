import { useRef, useState } from 'react';
import { useChange } from '../api/queries';
import type { Show, ShowDocument } from '../api/types';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { DailiesSettings } from './DailiesSettings';
import { PullSettings } from './PullSettings';
import { addDocument, removeDocument, restoreDocument, setDefault, useShowDocuments } from './requests';

const words: Record<ShowDocument['kind'], string> = {
  amf: 'AMF',
  fdl: 'framing decision list',
  cdl: 'CDL',
  lut: 'look-up table',
};

/** Looks, framing lists and names: what pulls of the show are made by where their order says nothing. */
export function Looks({ show }: { show: Show }) {
  const documents = useShowDocuments(show.name);
  if (documents.error) return <ProblemNote error={documents.error} retry={() => void documents.refetch()} />;
  if (!documents.data) return <Loading rows={6} what="the looks" />;
  const there = documents.data.filter((one) => !one.removedAt);
  const removed = documents.data.filter((one) => one.removedAt);
  return (
    <>
      <h2>Looks and framing lists</h2>
      <p className="quiet">
        A pull has the show's default of each kind that its order has none of, and says so. Pulls that were planned keep
        what they have.
      </p>
      <AddDocument show={show.name} />
      {there.length === 0 ? (
        <p className="empty">
          No look and no framing list yet. Add a file here, or with <code>acetate shows add film.cube --default</code>.
        </p>
      ) : (
        <Documents documents={there} />
      )}
      {removed.length > 0 ? (
        <details>
          <summary>Taken off the list: {removed.length}</summary>
          <Documents documents={removed} />
        </details>
      ) : null}
      <PullSettings show={show} lists={there.filter((one) => one.kind === 'fdl').map((one) => one.name)} />
      <DailiesSettings show={show} />
    </>
  );
}

function AddDocument({ show }: { show: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [isDefault, setIsDefault] = useState(true);
  const add = useChange((file: File) => addDocument(show, file, isDefault));
  const take = (file: File | undefined) => {
    if (!file || add.isPending) return;
    add.mutate(file, {
      onSuccess: (made) => say({ message: `${made.name} is added.`, undo: () => removeDocument(made) }),
      onSettled: () => {
        // The same file can be chosen again once it was mended.
        if (field.current) field.current.value = '';
      },
    });
  };
  return (
    <>
      <p className="row">
        <label className="grow">
          Add a look or framing list: .cube, .cdl, .cc, .ccc, .amf, .fdl, .clf
          <input ref={field} type="file" onChange={(change) => take(change.target.files?.[0])} />
        </label>
        <label className="check">
          <input type="checkbox" checked={isDefault} onChange={(change) => setIsDefault(change.target.checked)} />
          Pulls have it by default
        </label>
      </p>
      {add.error ? <ProblemNote error={add.error} /> : null}
    </>
  );
}

function Documents({ documents }: { documents: ShowDocument[] }) {
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Kind</th>
          <th scope="col" className="number">
            Size
          </th>
          <th scope="col">Added</th>
          <th scope="col">Pulls</th>
          <th scope="col">What to do</th>
        </tr>
      </thead>
      <tbody>
        {documents.map((one) => (
          <Line key={one.id} document={one} others={documents} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ document, others }: { document: ShowDocument; others: ShowDocument[] }) {
  const choose = useChange((isDefault: boolean) => setDefault(document, isDefault));
  const remove = useChange(() => (document.removedAt ? restoreDocument(document) : removeDocument(document)));
  const before = others.find((one) => one.kind === document.kind && one.isDefault && one.id !== document.id);
  const error = choose.error ?? remove.error;
  return (
    <tr>
      <th scope="row">
        <a href={`/api/shows/${encodeURIComponent(document.show)}/documents/${document.id}/file`} download>
          {document.name}
        </a>
      </th>
      <td>{words[document.kind]}</td>
      <td className="number">{bytes(document.length)}</td>
      <td>
        {moment(document.addedAt)} <span className="quiet">{document.addedBy}</span>
        {document.removedAt ? (
          <>
            , taken off {moment(document.removedAt)} <span className="quiet">{document.removedBy}</span>
          </>
        ) : null}
      </td>
      <td>{document.removedAt ? '' : document.isDefault ? 'have it by default' : 'by name alone'}</td>
      <td>
        {document.removedAt ? null : (
          <button
            type="button"
            aria-label={`${document.isDefault ? 'No default any more' : 'Make default'}: ${document.name}`}
            disabled={choose.isPending}
            onClick={() =>
              choose.mutate(!document.isDefault, {
                onSuccess: () =>
                  say({
                    message: document.isDefault
                      ? `Pulls have ${document.name} no more by default.`
                      : `Pulls have ${document.name} by default.`,
                    undo: () =>
                      !document.isDefault && before
                        ? setDefault(before, true)
                        : setDefault(document, document.isDefault),
                  }),
              })
            }
          >
            {document.isDefault ? 'No default' : 'Make default'}
          </button>
        )}{' '}
        <button
          type="button"
          aria-label={`${document.removedAt ? 'Put back' : 'Take off the list'}: ${document.name}`}
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, {
              onSuccess: () =>
                say(
                  document.removedAt
                    ? { message: `${document.name} is on the list again.`, undo: () => removeDocument(document) }
                    : { message: `${document.name} is off the list.`, undo: () => restoreDocument(document) },
                ),
            })
          }
        >
          {document.removedAt ? 'Put back' : 'Take off the list'}
        </button>
        {error ? <ProblemNote error={error} /> : null}
      </td>
    </tr>
  );
}
