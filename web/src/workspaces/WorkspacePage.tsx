import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { WorkspaceView } from '../api/types';
import { ShareForm } from '../sharing/ShareForm';
import { useAddress } from '../shell/address';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { Members } from './Members';
import { useWorkspace, useWorkspaceFiles } from './queries';
import { VendorStatus } from './VendorStatus';
import { fileAddress, kindWord } from './words';

/** A workspace: its folders, what each holds, and who may see it. */
export function WorkspacePage() {
  const { id = '' } = useParams();
  const workspace = useWorkspace(id);
  const [open, setOpen] = useAddress('folder');
  const me = useMe().data;
  const [sharing, setSharing] = useState<WorkspaceView['folders'][number] | null>(null);
  if (workspace.error) return <ProblemNote error={workspace.error} retry={() => void workspace.refetch()} />;
  if (!workspace.data) return <Loading rows={6} height={40} what="the workspace" />;
  const { workspace: about, folders, members, mayDownload, until } = workspace.data;
  const folder = folders.find((one) => one.id === open);
  return (
    <>
      <h1>
        {about.name} <span className="quiet">of {about.show}</span>
      </h1>
      <p className="quiet">
        For {kindWord(about.kind)}. <Link to="/workspaces">All workspaces</Link>
        {until ? ` · Your access ends ${moment(until)}.` : ''}
      </p>
      {folders.length === 0 ? (
        <p className="empty">
          Nothing has been delivered here yet. A folder is seen when it is whole, read back and sealed.
        </p>
      ) : (
        <table className="plain-table" aria-label="Folders">
          <thead>
            <tr>
              <th scope="col">Folder</th>
              <th scope="col">Holds</th>
              <th scope="col" className="number">
                Files
              </th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Whole and sealed</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {folders.map((one) => (
              <tr key={one.id} data-open={one.id === open}>
                <th scope="row">
                  <button
                    type="button"
                    className="plain"
                    aria-expanded={one.id === open}
                    onClick={() => setOpen(one.id === open ? '' : one.id, true)}
                  >
                    {one.name}
                  </button>
                </th>
                <td>{one.kind.replace('-', ' ')}</td>
                <td className="number">{one.files.toLocaleString('en')}</td>
                <td className="number">{bytes(one.bytes)}</td>
                <td>{one.readyAt ? moment(one.readyAt) : '–'}</td>
                <td>
                  {mayDownload ? (
                    <a href={`/api/workspaces/${id}/folders/${one.id}/archive`} download={`${one.name}.zip`}>
                      Save {one.name} as ZIP
                    </a>
                  ) : null}
                  {mayOperate(me, about.show) ? (
                    <button type="button" aria-label={`Share ${one.name}`} onClick={() => setSharing(one)}>
                      Share…
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {sharing ? (
        <ShareForm
          what={{ show: about.show, folders: [sharing.id] }}
          name={sharing.name}
          close={() => setSharing(null)}
        />
      ) : null}
      {folder ? <Files workspace={id} folder={folder} mayDownload={mayDownload} /> : null}
      {about.kind === 'vendor' ? <VendorStatus workspace={id} /> : null}
      {members ? <Members workspace={about} members={members} /> : null}
    </>
  );
}

function Files({
  workspace,
  folder,
  mayDownload,
}: {
  workspace: string;
  folder: WorkspaceView['folders'][number];
  mayDownload: boolean;
}) {
  const files = useWorkspaceFiles(workspace, folder.id);
  const all = files.data?.pages.flatMap((page) => page.files) ?? [];
  return (
    <section aria-label={`Files of ${folder.name}`}>
      <h2>{folder.name}</h2>
      {files.error ? <ProblemNote error={files.error} retry={() => void files.refetch()} /> : null}
      {files.isPending ? <Loading rows={8} what="the files" /> : null}
      {all.length > 0 ? (
        <table className="plain-table" aria-label="Files">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((file) => (
              <tr key={file.path}>
                <th scope="row">
                  {mayDownload ? (
                    <a href={fileAddress(workspace, folder.id, file.path)} download={file.path.split('/').pop()}>
                      {file.path}
                    </a>
                  ) : (
                    file.path
                  )}
                </th>
                <td className="number">{bytes(file.length)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {files.hasNextPage ? (
        <button type="button" disabled={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
          More files: {(folder.files - all.length).toLocaleString('en')} are not shown yet
        </button>
      ) : null}
    </section>
  );
}
