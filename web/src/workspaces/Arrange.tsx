import { type FormEvent, useState } from 'react';
import { useChange } from '../api/queries';
import type { BinEntry, WorkspaceView } from '../api/types';
import { bytes, moment } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { deleteEntries, emptyBin, moveEntries, renameEntry, restoreEntries, useBin } from './queries';

/** Something in a folder that can be chosen. */
export interface Choosable {
  readonly id: string;
  readonly name: string;
  readonly isPackage: boolean;
}

/** What was taken in hand, and the folder that it lies in. */
export interface InHand {
  readonly from: string | null;
  readonly things: readonly Choosable[];
}

const words = (things: readonly Choosable[]) =>
  things.length === 1 ? (things[0]?.name ?? '') : `${things.length.toLocaleString('en')} things`;

/** Moves things and offers to move them back. */
export function useMove(workspace: string) {
  return useChange(async ({ things, from, to }: InHand & { to: string | null }) => {
    const ids = things.map((one) => one.id);
    await moveEntries(workspace, ids, to);
    say({ message: `${words(things)} moved.`, undo: () => moveEntries(workspace, ids, from) });
  });
}

/** What can be done with the things that are chosen in a folder. */
export function Arrange({
  workspace,
  folder,
  chosen,
  clear,
  inHand,
  take,
}: {
  workspace: string;
  folder: string | null;
  chosen: readonly Choosable[];
  clear: () => void;
  inHand: InHand | null;
  take: (things: InHand | null) => void;
}) {
  const [naming, setNaming] = useState<Choosable | null>(null);
  const move = useMove(workspace);
  const remove = useChange(async (things: readonly Choosable[]) => {
    const ids = things.map((one) => one.id);
    await deleteEntries(workspace, ids);
    clear();
    say({ message: `${words(things)} put into the bin.`, undo: () => restoreEntries(workspace, ids) });
  });
  const one = chosen.length === 1 ? chosen[0] : undefined;
  const takeChosen = () => {
    take({ from: folder, things: chosen });
    clear();
  };
  const putHere = () => {
    if (inHand) move.mutate({ ...inHand, to: folder }, { onSuccess: () => take(null) });
  };
  // The functions change with what is chosen, so the keys are bound anew each time this is drawn.
  const keys: KeyBinding[] = [];
  if (chosen.length > 0) {
    keys.push({ key: 'm', does: 'take what is chosen in hand, to move it', run: takeChosen });
    keys.push({ key: 'Delete', does: 'put what is chosen into the bin', run: () => remove.mutate(chosen) });
  }
  if (one && !one.isPackage) keys.push({ key: 'r', does: 'rename what is chosen', run: () => setNaming(one) });
  if (inHand) keys.push({ key: 'v', does: 'put down here what is in hand', run: putHere });
  useKeys(keys);
  const error = move.error ?? remove.error;
  return (
    <>
      {chosen.length > 0 ? (
        <p role="toolbar" aria-label="With what is chosen">
          {words(chosen)} chosen{' '}
          <button type="button" aria-keyshortcuts="m" onClick={takeChosen}>
            Move… <kbd>m</kbd>
          </button>{' '}
          {one && !one.isPackage ? (
            <button type="button" aria-keyshortcuts="r" onClick={() => setNaming(one)}>
              Rename… <kbd>r</kbd>
            </button>
          ) : null}{' '}
          <button type="button" aria-keyshortcuts="Delete" onClick={() => remove.mutate(chosen)}>
            Put into the bin <kbd>Del</kbd>
          </button>{' '}
          <button type="button" onClick={clear}>
            Choose nothing
          </button>
        </p>
      ) : null}
      {inHand ? (
        <p role="status">
          {words(inHand.things)} in hand. Open the folder where it is to lie.{' '}
          <button type="button" aria-keyshortcuts="v" disabled={inHand.from === folder} onClick={putHere}>
            Put down here <kbd>v</kbd>
          </button>{' '}
          <button type="button" onClick={() => take(null)}>
            Leave it where it was
          </button>
        </p>
      ) : null}
      {naming && chosen.some((other) => other.id === naming.id) ? (
        <Rename
          key={naming.id}
          workspace={workspace}
          what={naming}
          close={() => {
            setNaming(null);
            clear();
          }}
        />
      ) : null}
      {error ? <ProblemNote error={error} /> : null}
    </>
  );
}

function Rename({ workspace, what, close }: { workspace: string; what: Choosable; close: () => void }) {
  const [name, setName] = useState(what.name);
  const rename = useChange((to: string) => renameEntry(workspace, what.id, to));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(name.trim(), {
      onSuccess: () => {
        say({
          message: `${what.name} is called ${name.trim()} now.`,
          undo: () => renameEntry(workspace, what.id, what.name),
        });
        close();
      },
    });
  };
  return (
    <form className="row" aria-label={`Rename ${what.name}`} onSubmit={submit}>
      <label>
        New name of {what.name}
        {/* biome-ignore lint/a11y/noAutofocus: who asked to rename types next. */}
        <input value={name} required maxLength={240} autoFocus onChange={(event) => setName(event.target.value)} />
      </label>
      <button type="submit" disabled={rename.isPending || name.trim() === '' || name.trim() === what.name}>
        Rename
      </button>
      <button type="button" onClick={close}>
        Leave it
      </button>
      {rename.error ? <ProblemNote error={rename.error} /> : null}
    </form>
  );
}

/** What lies in the bin goes for good: asked once more, by name. What somebody puts there meanwhile stays. */
function EmptyBin({ workspace, entries }: { workspace: WorkspaceView['workspace']; entries: BinEntry[] }) {
  // What the person looked at when they pressed, so that nothing goes that they did not see.
  const [asked, setAsked] = useState<BinEntry[] | null>(null);
  const latest = asked?.[0];
  const empty = useChange((until: string) => emptyBin(workspace.id, until));
  if (!latest || !asked)
    return (
      <p>
        <button type="button" onClick={() => setAsked(entries)}>
          Empty the bin…
        </button>
      </p>
    );
  return (
    <section className="approval" aria-label="Empty the bin">
      <p>
        {asked
          .slice(0, 5)
          .map((one) => one.name)
          .join(', ')}
        {asked.length > 5 ? ` and ${(asked.length - 5).toLocaleString('en')} more` : ''} of {workspace.name} go for
        good. Nobody can bring them back.
      </p>
      <button
        type="button"
        disabled={empty.isPending}
        onClick={() =>
          empty.mutate(latest.deletedAt, {
            onSuccess: ({ files }) => {
              setAsked(null);
              say({
                message: `The bin is emptied: ${files === 1 ? 'one file' : `${files.toLocaleString('en')} files`}.`,
              });
            },
          })
        }
      >
        Empty the bin for good
      </button>{' '}
      <button type="button" onClick={() => setAsked(null)}>
        Leave it
      </button>
      {empty.error ? <ProblemNote error={empty.error} /> : null}
    </section>
  );
}

/** What was put into the bin of a workspace: it can be taken out again. */
export function Bin({ view }: { view: WorkspaceView }) {
  const { workspace } = view;
  const bin = useBin(workspace.id);
  const restore = useChange((one: BinEntry) => restoreEntries(workspace.id, [one.id]));
  if (!bin.data || bin.data.length === 0) return null;
  return (
    <section aria-label="Bin">
      <h2>Bin</h2>
      <p className="quiet">Nothing here is lost: it can be taken out to where it lay, and takes room until then.</p>
      {restore.error ? <ProblemNote error={restore.error} /> : null}
      <EmptyBin workspace={workspace} entries={bin.data} />
      <table className="plain-table" aria-label="Bin">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Put there</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bin.data.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.name}</th>
              <td className="number">{one.isFolder ? 'folder' : bytes(one.length ?? 0)}</td>
              <td>
                {one.deletedBy}, {moment(one.deletedAt)}
              </td>
              <td>
                <button type="button" aria-label={`Take out ${one.name}`} onClick={() => restore.mutate(one)}>
                  Take out
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
