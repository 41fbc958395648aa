import { Link, useParams } from 'react-router';
import type { FolderView } from '../api/types';
import { FileTable } from '../pulls/FileTable';
import { Arrivals } from '../shell/Arrivals';
import { useAddress } from '../shell/address';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { Bin } from './Arrange';
import { Entries } from './Entries';
import { Members } from './Members';
import { useWorkspace, useWorkspaceFiles } from './queries';
import { Uploads } from './Uploads';
import { VendorStatus } from './VendorStatus';
import { fileAddress, kindWord } from './words';

/** A workspace: what lies in it, what is on its way, and who may see it. */
export function WorkspacePage() {
  const { id = '' } = useParams();
  const workspace = useWorkspace(id);
  const [open, setOpen] = useAddress('folder');
  if (workspace.error) return <ProblemNote error={workspace.error} retry={() => void workspace.refetch()} />;
  if (!workspace.data) return <Loading rows={6} height={40} what="the workspace" />;
  const view = workspace.data;
  const { workspace: about, folders, members, mayDownload, until } = view;
  const folder = open === '' ? null : open;
  const opened = folders.find((one) => one.id === open);
  const goTo = (to: string) => setOpen(to, true);
  return (
    <>
      <h1>
        {about.name} <span className="quiet">of {about.show}</span>
      </h1>
      <p className="quiet">
        For {kindWord(about.kind)}. <Link to="/workspaces">All workspaces</Link>
        {until ? ` · Your access ends ${moment(until)}.` : ''}
      </p>
      {about.kind === 'personal' ? (
        <p className="quiet">Nobody else of {about.show} sees what lies here; a folder of it can be shared.</p>
      ) : null}
      {view.maySee ? null : (
        <p className="quiet">
          You may hand files in here. What others put here, and what has arrived, is not shown to you.
        </p>
      )}
      {view.mayHandIn && !opened ? <Uploads view={view} folder={folder} /> : null}
      {view.maySee ? <Entries view={view} folder={folder} open={goTo} /> : null}
      {opened ? <Arrivals receipts={opened.receipts} of={opened.name} /> : null}
      {opened ? <Files workspace={id} folder={opened} mayDownload={mayDownload} /> : null}
      {view.mayChange && folder === null ? <Bin view={view} /> : null}
      {about.kind === 'vendor' && folder === null && view.maySee ? <VendorStatus workspace={id} /> : null}
      {members && folder === null ? <Members workspace={about} members={members} /> : null}
    </>
  );
}

function Files({ workspace, folder, mayDownload }: { workspace: string; folder: FolderView; mayDownload: boolean }) {
  const files = useWorkspaceFiles(workspace, folder.id);
  const all = files.data?.pages.flatMap((page) => page.files) ?? [];
  return (
    <section aria-label={`Files of ${folder.name}`}>
      <h2>{folder.name}</h2>
      {files.error ? <ProblemNote error={files.error} retry={() => void files.refetch()} /> : null}
      {files.isPending ? <Loading rows={8} what="the files" /> : null}
      {all.length > 0 ? (
        <FileTable
          files={all}
          addressOf={mayDownload ? (path) => fileAddress(workspace, folder.id, path) : undefined}
        />
      ) : null}
      {files.hasNextPage ? (
        <button type="button" disabled={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
          More files: {(folder.files - all.length).toLocaleString('en')} are not shown yet
        </button>
      ) : null}
    </section>
  );
}
