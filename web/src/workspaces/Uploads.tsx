import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useChange } from '../api/queries';
import type { UploadView, WorkspaceView } from '../api/types';
import { Bar } from '../shell/Bar';
import { bytes, duration, rate } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { State, type StateWord } from '../shell/State';
import { useUploads } from './queries';
import {
  type Chosen,
  chosenOf,
  dropped,
  endUpload,
  forgetDone,
  leave,
  leaveHeld,
  type Sending,
  send,
  sendAgain,
  sendAs,
  sendingRate,
  sendings,
  watchSendings,
} from './sending';

const shownAtOnce = 50;

/** Sends files and folders into a workspace, by choosing or by dropping them, and shows those on their way. */
export function Uploads({ view, folder }: { view: WorkspaceView; folder: string | null }) {
  const { workspace } = view;
  const list = useSyncExternalStore(watchSendings, sendings).filter((one) => one.workspace === workspace.id);
  const left = useUploads(workspace.id);
  const begin = useChange(async (chosen: readonly Chosen[]) => {
    if (chosen.length === 0) return;
    setShortage(await send(workspace.id, folder, chosen, view.filesAtOnce));
  });
  const [shortage, setShortage] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folders = useRef<HTMLInputElement>(null);
  const arrived = list.filter((one) => one.standing === 'done').length;
  const refresh = useChange(async () => undefined);
  const { mutate } = refresh;
  // What has arrived is to stand in its folder.
  useEffect(() => {
    if (arrived > 0) mutate();
  }, [arrived, mutate]);
  useLeaveWarning(list);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void dropped(event.dataTransfer).then((chosen) => begin.mutate(chosen));
  };
  const known = new Set(list.map((one) => one.id));
  const waiting = (left.data ?? []).filter((one) => !known.has(one.id));
  return (
    <section aria-label="Upload">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the two buttons in it do the same by keyboard. */}
      <div
        className="drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>
          Drop files or folders here, or{' '}
          <button type="button" onClick={() => files.current?.click()}>
            Choose files…
          </button>{' '}
          <button type="button" onClick={() => folders.current?.click()}>
            Choose a folder…
          </button>
        </p>
        <p className="quiet">
          Nothing is overwritten. A file is seen by others when it has arrived whole and was read back. Camera originals
          come in by ingest, not here.
        </p>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="Files to upload"
          onChange={(event) => {
            begin.mutate(chosenOf(event.target.files));
            event.target.value = '';
          }}
        />
        <input
          ref={(input) => {
            folders.current = input;
            input?.setAttribute('webkitdirectory', '');
          }}
          type="file"
          hidden
          aria-label="Folder to upload"
          onChange={(event) => {
            begin.mutate(chosenOf(event.target.files));
            event.target.value = '';
          }}
        />
      </div>
      {begin.error ? <ProblemNote error={begin.error} /> : null}
      {shortage ? (
        <div role="alert" className="problem">
          <p>{shortage}</p>
          <p className="quiet">Nothing was sent. Choose less, make room, or ask an administrator for more.</p>
        </div>
      ) : null}
      {list.length > 0 ? <List list={list} /> : null}
      {waiting.length > 0 ? <Left workspace={workspace.id} uploads={waiting} /> : null}
    </section>
  );
}

/** Asks before the page is closed while files are on their way; they can be gone on with afterwards all the same. */
function useLeaveWarning(list: readonly Sending[]) {
  const isSending = list.some((one) => one.standing === 'running' || one.standing === 'waiting');
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSending]);
}

const wordOf: Record<Sending['standing'], StateWord> = {
  waiting: 'waiting',
  running: 'running',
  checking: 'running',
  done: 'done',
  held: 'held',
  failed: 'failed',
};

function List({ list }: { list: readonly Sending[] }) {
  const total = list.reduce((sum, one) => sum + one.file.size, 0);
  const sent = list.reduce((sum, one) => sum + (one.standing === 'done' ? one.file.size : one.sent), 0);
  const open = list.filter((one) => one.standing === 'waiting' || one.standing === 'running');
  const speed = sendingRate(Date.now());
  const toCome = open.reduce((sum, one) => sum + one.file.size - one.sent, 0);
  const order: Sending['standing'][] = ['held', 'failed', 'running', 'checking', 'waiting', 'done'];
  const held = list.filter((one) => one.standing === 'held');
  const shown = [...list].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || a.key - b.key);
  return (
    <>
      <p aria-live="polite">
        <Bar
          fraction={total === 0 ? 1 : sent / total}
          word={open.length > 0 ? 'running' : 'done'}
          label="Upload of all files"
        />{' '}
        {bytes(sent)} of {bytes(total)}, {list.filter((one) => one.standing === 'done').length.toLocaleString('en')} of{' '}
        {list.length.toLocaleString('en')} files
        {open.length > 0 && speed > 0 ? ` · ${rate(speed)}, about ${duration(toCome / speed)} left` : ''}
        {list.some((one) => one.standing === 'done') ? ' ' : ''}
        {list.some((one) => one.standing === 'done') ? (
          <button type="button" onClick={forgetDone}>
            Clear what has arrived
          </button>
        ) : null}{' '}
        {held.length > 1 ? (
          <button type="button" onClick={() => void leaveHeld(held[0]?.workspace ?? '')}>
            Leave out all {held.length.toLocaleString('en')} that are held
          </button>
        ) : null}
      </p>
      <table className="plain-table" aria-label="Uploads">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Sent
            </th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, shownAtOnce).map((one) => (
            <Row key={one.key} one={one} />
          ))}
        </tbody>
      </table>
      {shown.length > shownAtOnce ? (
        <p className="quiet">And {(shown.length - shownAtOnce).toLocaleString('en')} more.</p>
      ) : null}
    </>
  );
}

function Row({ one }: { one: Sending }) {
  const [name, setName] = useState(one.free ?? one.path);
  return (
    <tr>
      <th scope="row">{one.path}</th>
      <td>
        <State word={wordOf[one.standing]} />
        {one.standing === 'checking' ? <span className="quiet"> It is read back.</span> : null}
        {one.reason ? <span className="quiet"> {one.reason}</span> : null}
        {one.standing === 'held' ? (
          <form
            className="row"
            aria-label={`Another name for ${one.path}`}
            onSubmit={(event) => {
              event.preventDefault();
              sendAs(one.key, name.trim());
            }}
          >
            <label>
              Send it as
              <input value={name} required onChange={(event) => setName(event.target.value)} />
            </label>
            <button type="submit">Send</button>
          </form>
        ) : null}
      </td>
      <td className="number">
        {bytes(one.standing === 'done' ? one.file.size : one.sent)} of {bytes(one.file.size)}
      </td>
      <td>
        {one.standing === 'failed' ? (
          <button type="button" aria-label={`Try ${one.path} again`} onClick={() => sendAgain(one.key)}>
            Try again
          </button>
        ) : null}
        {one.standing === 'done' || one.standing === 'checking' ? null : (
          <button type="button" aria-label={`Leave ${one.path} out`} onClick={() => void leave(one.key)}>
            Leave out
          </button>
        )}
      </td>
    </tr>
  );
}

/** Files of which the server has a part, and which this page does not have in hand: they go on when they are chosen again. */
function Left({ workspace, uploads }: { workspace: string; uploads: readonly UploadView[] }) {
  const end = useChange((id: string) => endUpload(workspace, id));
  return (
    <>
      <h3>Not whole yet</h3>
      <p className="quiet">Choose the same files again, in the same folder: they go on where they were.</p>
      {end.error ? <ProblemNote error={end.error} /> : null}
      <table className="plain-table" aria-label="Not whole yet">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {uploads.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.path}</th>
              <td>
                <State word={one.state === 'refused' ? 'failed' : 'waiting'} />
                {one.message ? <span className="quiet"> {one.message}</span> : null}
              </td>
              <td className="number">{bytes(one.length)}</td>
              <td>
                <button type="button" aria-label={`End the upload of ${one.path}`} onClick={() => end.mutate(one.id)}>
                  End it
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
