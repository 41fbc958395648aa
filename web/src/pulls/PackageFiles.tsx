import { usePullFiles } from '../api/queries';
import type { Pull } from '../api/types';
import { bytes } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { PullTable } from './PullTable';
import { fileAddress, inOrder } from './words';

/** The files of a delivered package, reports first; each can be saved. */
export function PackageFiles({ pull }: { pull: Pull }) {
  const files = usePullFiles(pull.id);
  if (files.error) return <ProblemNote error={files.error} retry={() => void files.refetch()} />;
  if (!files.data) return <Loading rows={8} what="the files" />;
  return (
    <>
      {files.data.isCut ? (
        <p className="quiet">The package has more files than are listed here: the workspace has them all.</p>
      ) : null}
      <PullTable
        name="Files"
        columns={[{ label: 'File' }, { label: 'Size', isNumber: true }]}
        items={inOrder(files.data.files)}
        cells={(file) => (
          <>
            <th scope="row">
              <a href={fileAddress(pull.id, file.path)} download={file.path.split('/').pop()}>
                {file.path}
              </a>
            </th>
            <td className="number">{bytes(file.length)}</td>
          </>
        )}
      />
    </>
  );
}
