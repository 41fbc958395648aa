import { usePullFiles } from '../api/queries';
import type { Pull } from '../api/types';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { FileTable } from './FileTable';
import { fileAddress } from './words';

/** The files of a delivered package; each can be saved. */
export function PackageFiles({ pull }: { pull: Pull }) {
  const files = usePullFiles(pull.id);
  if (files.error) return <ProblemNote error={files.error} retry={() => void files.refetch()} />;
  if (!files.data) return <Loading rows={8} what="the files" />;
  return (
    <>
      {files.data.isCut ? (
        <p className="quiet">The package has more files than are listed here: the workspace has them all.</p>
      ) : null}
      <FileTable files={files.data.files} addressOf={(path) => fileAddress(pull.id, path)} />
    </>
  );
}
