import { useState } from 'react';
import { usePullFiles } from '../api/queries';
import type { Pull } from '../api/types';
import { bytes } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { PullTable } from './PullTable';
import { fileAddress, inOrder, type PackageRow, sequencesOf } from './words';

/** The files of a delivered package, reports first, the frames of a plate in one line; each can be saved. */
export function PackageFiles({ pull }: { pull: Pull }) {
  const files = usePullFiles(pull.id);
  const [open, setOpen] = useState<readonly string[]>([]);
  if (files.error) return <ProblemNote error={files.error} retry={() => void files.refetch()} />;
  if (!files.data) return <Loading rows={8} what="the files" />;
  const rows: PackageRow[] = sequencesOf(inOrder(files.data.files)).flatMap((row) =>
    row.frames && open.includes(row.path) ? [row, ...row.frames] : [row],
  );
  const turn = (path: string) =>
    setOpen((now) => (now.includes(path) ? now.filter((one) => one !== path) : [...now, path]));
  return (
    <>
      {files.data.isCut ? (
        <p className="quiet">The package has more files than are listed here: the workspace has them all.</p>
      ) : null}
      <PullTable
        name="Files"
        columns={[{ label: 'File' }, { label: 'Size', isNumber: true }]}
        items={rows}
        cells={(file) => (
          <>
            <th scope="row">
              {file.frames ? (
                <button
                  type="button"
                  className="plain"
                  aria-expanded={open.includes(file.path)}
                  onClick={() => turn(file.path)}
                >
                  {file.path} <span className="quiet">{file.frames.length.toLocaleString('en')} files</span>
                </button>
              ) : (
                <a href={fileAddress(pull.id, file.path)} download={file.path.split('/').pop()}>
                  {file.path}
                </a>
              )}
            </th>
            <td className="number">{bytes(file.length)}</td>
          </>
        )}
      />
    </>
  );
}
