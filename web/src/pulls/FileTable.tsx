import { useState } from 'react';
import type { PackageFile } from '../api/types';
import { bytes } from '../shell/format';
import { PullTable } from './PullTable';
import { inOrder, type PackageRow, sequencesOf } from './words';

/** Files of a folder: reports first, the frames of a sequence in one line that opens; each can be saved by whoever may. */
export function FileTable({
  files,
  addressOf,
}: {
  files: PackageFile[];
  /** Where a file can be had; absent for those who may not. */
  addressOf?: (path: string) => string;
}) {
  const [open, setOpen] = useState<readonly string[]>([]);
  const rows: PackageRow[] = sequencesOf(inOrder(files)).flatMap((row) =>
    row.frames && open.includes(row.path) ? [row, ...row.frames] : [row],
  );
  const turn = (path: string) =>
    setOpen((now) => (now.includes(path) ? now.filter((one) => one !== path) : [...now, path]));
  return (
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
            ) : addressOf ? (
              <a href={addressOf(file.path)} download={file.path.split('/').pop()}>
                {file.path}
              </a>
            ) : (
              file.path
            )}
          </th>
          <td className="number">{bytes(file.length)}</td>
        </>
      )}
    />
  );
}
