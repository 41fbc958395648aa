import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import type { Clip } from '../api/types';
import { type Playable, Player } from '../player/Player';
import { useAddress } from '../shell/address';

/** A clip beside the list: its picture, what is wrong with it, and every value with its origin and its raw text. */
export function ClipPanel({ clip, canRestore, close }: { clip: Clip; canRestore: boolean; close: () => void }) {
  const [frame, setFrame] = useAddress('frame', '0');
  const panel = useRef<HTMLElement>(null);
  // The picture is what was asked for: it must not open below the edge of the window.
  // Scrolling answers with a promise in newer browsers, which must not be taken for the effect's end.
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  const keep = useCallback((at: number) => setFrame(String(at)), [setFrame]);
  const playable = useMemo<Playable>(
    () => ({
      name: clip.name,
      proxy: `/api/clips/${clip.id}/proxy.mp4`,
      rate: clip.rate || null,
      start: clip.proxy?.timecode || clip.timecodeStart || null,
      dropFrame: (clip.timecodeStart ?? '').includes(';'),
      frames: clip.proxy?.frames ?? clip.frames ?? null,
    }),
    [clip],
  );
  return (
    <aside className="clip" ref={panel} aria-label={`Clip ${clip.name}`}>
      <header className="panel-head">
        <h2>{clip.name}</h2>
        <button type="button" aria-label="Close the clip" onClick={close}>
          ✕
        </button>
      </header>
      {clip.proxyState === 'made' ? (
        <Player clip={playable} frame={Number(frame) || 0} onFrame={keep} />
      ) : (
        <p className="no-proxy">
          {clip.proxyState === 'waiting'
            ? '○ Its proxy is not made yet; it appears here when it is.'
            : `▲ There is no proxy: ${clip.proxyReason} The original is unharmed.`}
        </p>
      )}
      {clip.problems.length > 0 ? (
        <ul className="problem-list">
          {clip.problems.map((problem) => (
            <li key={problem}>▲ {problem}</li>
          ))}
        </ul>
      ) : null}
      <h3>What its files say</h3>
      {clip.facts.length === 0 ? (
        <p className="quiet">
          {clip.state === 'found' ? 'It was not inspected yet.' : 'They say nothing we could read.'}
        </p>
      ) : (
        <table className="plain-table facts">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Value</th>
              <th scope="col">As it stands in the file</th>
              <th scope="col">Origin</th>
            </tr>
          </thead>
          <tbody>
            {clip.facts.map((fact) => (
              <tr key={`${fact.field} ${fact.origin} ${fact.raw}`}>
                <th scope="row">{fact.field}</th>
                <td>{fact.value}</td>
                <td className="quiet">{fact.raw === fact.value ? '' : fact.raw}</td>
                <td>{fact.origin}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h3>Files</h3>
      {canRestore ? (
        <p>
          <Link to={`?${new URLSearchParams({ tab: 'clips', clip: clip.id, do: 'restore', only: clip.name })}`}>
            Restore this clip from the archive…
          </Link>
        </p>
      ) : null}
      <ul className="file-names">
        {clip.files.map((file) => (
          <li key={file}>
            <code>{file}</code>
          </li>
        ))}
      </ul>
    </aside>
  );
}
