import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import { usePages } from '../api/pages';
import { readFiles, useFiles } from '../api/queries';
import type { FileStatus } from '../api/types';
import { useAddress } from '../shell/address';
import { bytes } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { fileWord } from './files';

const states = [
  '',
  'waiting',
  'copied',
  'already-there',
  'intact',
  'mismatch',
  'size-differs',
  'missing',
  'unreadable',
] as const;

/** Files of an answer: enough for any window, and quickly there. */
const atOnce = 200;

/** The roll's files with hashes and the state of each copy. Only what is in sight is in the page. */
export function RollFiles({ id, total }: { id: string; total: number }) {
  const [state, setState] = useAddress('files');
  const [filter, setFilter] = useAddress('filter');
  const isWhole = state === '' && filter === '';
  const found = useFiles(id, state, !isWhole);
  const frame = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const files = useMemo(() => found.data?.pages.flatMap((page) => page.files) ?? [], [found.data]);
  const shown = useMemo(() => {
    const wanted = filter.toLowerCase();
    return wanted ? files.filter((file) => file.file.path.toLowerCase().includes(wanted)) : files;
  }, [files, filter]);
  const rows = useVirtualizer({
    // Before its pages are here the scroll bar already has its final size.
    count: isWhole ? total : shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 28,
    overscan: 12,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const whole = usePages({
    key: ['files', id],
    size: atOnce,
    first: items[0]?.index ?? 0,
    last,
    read: (page, signal) => readFiles(id, page, atOnce, signal),
    enabled: isWhole,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    // A filter looks at what is loaded, so it loads on to the end; otherwise what is nearly in sight is enough.
    if (hasNextPage && !isFetchingNextPage && (last >= files.length - 200 || filter !== '')) void fetchNextPage();
  }, [fetchNextPage, files.length, filter, hasNextPage, isFetchingNextPage, last]);
  useKeys(useMemo<KeyBinding[]>(() => [{ key: '/', does: 'filter the files', run: () => field.current?.focus() }], []));

  const error = isWhole ? whole.error : found.error;
  const room = { '--rows': `${rows.getTotalSize() + 2}px` } as CSSProperties;
  const isPending = isWhole ? whole.isPending : found.isPending;
  if (error) return <ProblemNote error={error} retry={() => (isWhole ? whole.retry() : void found.refetch())} />;
  return (
    <>
      <p className="filter">
        <label>
          <span className="hidden">Filter by path</span>
          <input
            ref={field}
            type="search"
            placeholder="Filter by path   /"
            value={filter}
            onChange={(change) => setFilter(change.target.value)}
          />
        </label>
        <label>
          In a copy{' '}
          <select value={state} onChange={(change) => setState(change.target.value)}>
            {states.map((name) => (
              <option key={name} value={name}>
                {name === '' ? 'all files' : name.replaceAll('-', ' ')}
              </option>
            ))}
          </select>
        </label>
        <span className="quiet" role="status">
          {isWhole
            ? `${total.toLocaleString('en')} files`
            : `${shown.length.toLocaleString('en')} files${hasNextPage ? ' so far' : ''}`}
        </span>
      </p>
      {isPending && total > 0 ? <Loading rows={12} height={28} what="the files" /> : null}
      {(isWhole ? total === 0 : !isPending && shown.length === 0) ? <p className="empty">No file is so.</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by the keyboard */}
      <div className="file-frame" ref={frame} style={room} tabIndex={0} role="region" aria-label="Files">
        <div className="file-list" role="table" aria-rowcount={total} style={{ height: rows.getTotalSize() }}>
          {items.map((item) => (
            <FileRow
              key={item.key}
              file={isWhole ? whole.at(item.index) : shown[item.index]}
              index={item.index}
              top={item.start}
            />
          ))}
        </div>
      </div>
    </>
  );
}

function FileRow({ file: status, index, top }: { file: FileStatus | undefined; index: number; top: number }) {
  const word = status ? fileWord(status) : null;
  const file = status?.file;
  const name = (file?.path.lastIndexOf('/') ?? -1) + 1;
  // Frames and takes differ at the end of their names: where a path is too long, its beginning gives way.
  const end = Math.max(name, (file?.path.length ?? 0) - 24);
  return (
    <div
      className="file-row"
      role="row"
      aria-rowindex={index + 1}
      data-bad={word?.isBad}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="cell" className="path" title={file?.path}>
        <span className="folder">{file?.path.slice(0, name) ?? '…'}</span>
        <span className="stem">{file?.path.slice(name, end)}</span>
        <span className="file">{file?.path.slice(end)}</span>
      </span>
      <span role="cell" className="number">
        {file ? bytes(file.length) : ''}
      </span>
      <span role="cell" className="hash" title={file?.digests.map((d) => `${d.format} ${d.text}`).join('\n')}>
        {file?.digests.map((digest) => `${digest.format} ${digest.text}`).join('  ') ?? ''}
      </span>
      <span role="cell" title={[word?.text, file?.message, status?.message].filter(Boolean).join(' ')}>
        {word?.text ?? ''}
      </span>
    </div>
  );
}
