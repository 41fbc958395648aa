import { type DragEvent, useState } from 'react';
import { useChange } from '../api/queries';
import type { EntryFolder, EntryList, WorkspaceView } from '../api/types';
import { ShareForm } from '../sharing/ShareForm';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { Arrange, type Choosable, type InHand, useMove } from './Arrange';
import { addFolder, keepAsAsset, useEntries } from './queries';

/** What lies in a folder of a workspace: folders, packages and files. */
export function Entries({
  view,
  folder,
  open,
}: {
  view: WorkspaceView;
  folder: string | null;
  open: (folder: string) => void;
}) {
  const { workspace } = view;
  const entries = useEntries(workspace.id, folder);
  const me = useMe().data;
  const [sharing, setSharing] = useState<EntryFolder | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [inHand, setInHand] = useState<InHand | null>(null);
  const move = useMove(workspace.id);
  const keep = useChange((file: string) => keepAsAsset(workspace.id, file));
  if (entries.error) return <ProblemNote error={entries.error} retry={() => void entries.refetch()} />;
  if (!entries.data) return <Loading rows={6} height={40} what="the folder" />;
  const first = entries.data.pages[0] as EntryList;
  const files = entries.data.pages.flatMap((page) => page.files);
  const isPackage = first.place.at(-1)?.isPackage ?? false;
  const things: Choosable[] = [...first.folders, ...files.map((file) => ({ ...file, isPackage: false }))];
  // What somebody else moved away is no longer chosen.
  const chosen = things.filter((one) => picked.has(one.id));
  const pick = (id: string) => {
    const now = new Set(picked);
    if (!now.delete(id)) now.add(id);
    setPicked(now);
  };
  const carried = (one: Choosable): readonly Choosable[] => (picked.has(one.id) ? chosen : [one]);
  const drag = (one: Choosable) =>
    view.mayChange
      ? {
          draggable: true,
          onDragStart: (event: DragEvent) => {
            event.dataTransfer.effectAllowed = 'move';
            setInHand({ from: folder, things: carried(one) });
          },
          // Dropped where nothing takes it: it stays where it was.
          onDragEnd: () => setInHand(null),
        }
      : {};
  const dropOn = (one: EntryFolder) =>
    view.mayChange && !one.isPackage
      ? {
          onDragOver: (event: DragEvent) => {
            if (inHand) event.preventDefault();
          },
          onDrop: (event: DragEvent) => {
            event.preventDefault();
            if (inHand) move.mutate({ ...inHand, to: one.id });
            setInHand(null);
            setPicked(new Set());
          },
        }
      : {};
  const choice = (one: Choosable) =>
    view.mayChange ? (
      <td>
        <input
          type="checkbox"
          aria-label={`Choose ${one.name}`}
          checked={picked.has(one.id)}
          onChange={() => pick(one.id)}
        />
      </td>
    ) : null;
  return (
    <section aria-label="Folders and files">
      {first.place.length > 0 ? <Place view={view} place={first.place} open={open} /> : null}
      {view.mayChange && !isPackage ? <NewFolder workspace={workspace.id} parent={folder} /> : null}
      {view.mayChange && !isPackage ? (
        <Arrange
          workspace={workspace.id}
          folder={folder}
          chosen={chosen}
          clear={() => setPicked(new Set())}
          inHand={inHand}
          take={setInHand}
        />
      ) : null}
      {move.error ? <ProblemNote error={move.error} /> : null}
      {keep.error ? <ProblemNote error={keep.error} /> : null}
      {isPackage ? (
        <p className="quiet">This is a package: it is sealed, and nothing in it is ever changed.</p>
      ) : first.folders.length + files.length === 0 ? (
        <p className="empty">
          {folder
            ? 'This folder is empty.'
            : 'Nothing lies here yet. A package that is made for this workspace is seen when it is whole, read back and sealed.'}
          {view.mayHandIn ? ' Drop files or folders above to put them here.' : ''}
        </p>
      ) : (
        <table className="plain-table" aria-label="Folders">
          <thead>
            <tr>
              {view.mayChange ? (
                <th scope="col">
                  <span className="hidden">Choose</span>
                </th>
              ) : null}
              <th scope="col">Name</th>
              <th scope="col">Holds</th>
              <th scope="col" className="number">
                Files
              </th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">There since</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {first.folders.map((one) => (
              <tr key={one.id} {...drag(one)} {...dropOn(one)}>
                {choice(one)}
                <th scope="row">
                  <button type="button" className="plain" onClick={() => open(one.id)}>
                    {one.name}
                  </button>
                </th>
                <td>{one.isPackage ? `${one.kind.replace('-', ' ')}, sealed` : 'folder'}</td>
                <td className="number">{one.files.toLocaleString('en')}</td>
                <td className="number">{bytes(one.bytes)}</td>
                <td>{one.readyAt ? moment(one.readyAt) : '–'}</td>
                <td>
                  {view.mayDownload ? (
                    <a href={`/api/workspaces/${workspace.id}/folders/${one.id}/archive`} download={`${one.name}.zip`}>
                      Save {one.name} as ZIP
                    </a>
                  ) : null}{' '}
                  {mayOperate(me, workspace.show) ? (
                    <button type="button" aria-label={`Share ${one.name}`} onClick={() => setSharing(one)}>
                      Share…
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
            {files.map((file) => (
              <tr key={file.id} {...drag({ ...file, isPackage: false })}>
                {choice({ ...file, isPackage: false })}
                <th scope="row">
                  {view.mayDownload ? (
                    <a href={`/api/workspaces/${workspace.id}/kept/${file.id}`} download={file.name}>
                      {file.name}
                    </a>
                  ) : (
                    file.name
                  )}
                </th>
                <td>
                  file of {file.createdBy} <span className="quiet">{file.hash}</span>
                </td>
                <td className="number">1</td>
                <td className="number">{bytes(file.length)}</td>
                <td>{file.readyAt ? moment(file.readyAt) : '–'}</td>
                <td>
                  {view.mayDownload && mayOperate(me, workspace.show) ? (
                    <button
                      type="button"
                      aria-label={`Keep in the library: ${file.name}`}
                      disabled={keep.isPending}
                      onClick={() =>
                        keep.mutate(file.id, {
                          onSuccess: () =>
                            say({ message: `${file.name} is an asset of the library now: copied and read back.` }),
                        })
                      }
                    >
                      Keep in the library
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entries.hasNextPage ? (
        <button type="button" disabled={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
          More files
        </button>
      ) : null}
      {sharing ? (
        <ShareForm
          what={{ show: workspace.show, folders: [sharing.id] }}
          name={sharing.name}
          canMark={sharing.kind === 'dailies'}
          close={() => setSharing(null)}
        />
      ) : null}
    </section>
  );
}

/** The way to a folder. */
function Place({
  view,
  place,
  open,
}: {
  view: WorkspaceView;
  place: EntryList['place'];
  open: (folder: string) => void;
}) {
  return (
    <nav aria-label="Way to this folder">
      <button type="button" className="plain" onClick={() => open('')}>
        {view.workspace.name}
      </button>
      {place.map((one, i) => (
        <span key={one.id}>
          {' / '}
          {i === place.length - 1 ? (
            <strong aria-current="page">{one.name}</strong>
          ) : (
            <button type="button" className="plain" onClick={() => open(one.id)}>
              {one.name}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}

function NewFolder({ workspace, parent }: { workspace: string; parent: string | null }) {
  const [name, setName] = useState('');
  const add = useChange((called: string) => addFolder(workspace, called, parent));
  return (
    <form
      className="row"
      aria-label="New folder"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(name.trim(), { onSuccess: () => setName('') });
      }}
    >
      <label>
        New folder
        <input value={name} required maxLength={240} onChange={(event) => setName(event.target.value)} />
      </label>
      <button type="submit" disabled={add.isPending || name.trim() === ''}>
        Make it
      </button>
      {add.error ? <ProblemNote error={add.error} /> : null}
    </form>
  );
}
