import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Problem } from '../api/client';
import { useChange } from '../api/queries';
import type { SharedItem, SharedView } from '../api/types';
import { useAddress } from '../shell/address';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { askForShare, useMarkedCopy, useShared, useSharedFiles } from './queries';
import { ShareForm } from './ShareForm';
import { rightsWord } from './words';
import './sharing.css';

/** What is shared with somebody who has an account. */
export function SharedPage() {
  const { id = '' } = useParams();
  const shared = useShared(id);
  const [isPassing, setPassing] = useState(false);
  return (
    <>
      <p className="quiet">
        <Link to="/shares">All shares</Link>
      </p>
      {shared.error instanceof Problem && shared.error.status === 404 ? (
        <Ask id={id} />
      ) : (
        <Contents id={id} shared={shared} />
      )}
      {shared.data && !shared.error && shared.data.rights.includes('re-share') ? (
        <button type="button" onClick={() => setPassing(true)}>
          Pass on…
        </button>
      ) : null}
      {isPassing && shared.data ? (
        <ShareForm
          what={{ parent: id }}
          name={shared.data.title}
          canMark={!shared.data.hasWatermark && shared.data.items.every((one) => one.kind === 'clip')}
          close={() => setPassing(false)}
        />
      ) : null}
    </>
  );
}

/** A share as it is seen: its items, one of them open; or why it is over. */
export function Contents({ id, shared }: { id: string; shared: ReturnType<typeof useShared> }) {
  const [open, setOpen] = useAddress('item');
  if (shared.error instanceof Problem && shared.error.status === 410)
    return (
      <section className="share-over" role="alert">
        <h1>{shared.data?.title ?? 'The share is over'}</h1>
        <p>{shared.error.message}</p>
        <p className="quiet">{shared.error.advice}</p>
      </section>
    );
  if (shared.error) return <ProblemNote error={shared.error} retry={() => void shared.refetch()} />;
  if (!shared.data) return <Loading rows={6} height={40} what="what is shared" />;
  const view = shared.data;
  const item =
    view.items.find((one) => String(one.number) === open) ?? (view.items.length === 1 ? view.items[0] : null);
  return (
    <>
      <h1>{view.title}</h1>
      <p className="quiet">
        Shared by {view.from}. You may {rightsWord(view.rights)}.{view.until ? ` It ends ${moment(view.until)}.` : ''}
        {view.hasWatermark ? ' Every picture carries your name, your address and the time.' : ''}
      </p>
      {view.message ? <p className="share-message">{view.message}</p> : null}
      {item ? <Item key={item.number} id={id} view={view} item={item} /> : null}
      <ul className="shared-items" aria-label="What is shared">
        {view.items.map((one) => (
          <li key={one.number}>
            <button
              type="button"
              className="thumb"
              aria-pressed={one.number === item?.number}
              onClick={() => setOpen(String(one.number))}
            >
              <span className="picture">
                {one.hasPoster ? (
                  <img src={`/api/shared/${id}/items/${one.number}/poster.jpg`} alt="" loading="lazy" />
                ) : (
                  <span className="no-picture">
                    {one.kind === 'folder' ? 'folder' : one.reason || (view.hasWatermark ? 'open to watch' : '')}
                  </span>
                )}
              </span>
              <span className="name">{one.name}</span>
              <span className="quiet">
                {one.kind === 'folder'
                  ? `${(one.files ?? 0).toLocaleString('en')} files · ${bytes(one.bytes ?? 0)}`
                  : [one.timecode, one.frames ? `${one.frames} frames` : ''].filter((part) => part).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Item({ id, view, item }: { id: string; view: SharedView; item: SharedItem }) {
  const address = `/api/shared/${id}/items/${item.number}`;
  const maySave = view.rights.includes('download');
  if (item.reason) return <p className="empty">{item.reason}</p>;
  if (item.kind === 'folder') return <Folder id={id} item={item} maySave={maySave} />;
  return view.hasWatermark ? (
    <Marked id={id} item={item} maySave={maySave} />
  ) : (
    <Player address={address} item={item} maySave={maySave} />
  );
}

/** A clip that is played as a copy of one's own: it is asked for, and one sees that one waits and why. */
function Marked({ id, item, maySave }: { id: string; item: SharedItem; maySave: boolean }) {
  const copy = useMarkedCopy(id, item.number, true);
  if (copy.error) return <ProblemNote error={copy.error} retry={() => void copy.refetch()} />;
  if (copy.data?.state === 'made')
    return <Player address={`/api/shared/${id}/items/${item.number}`} item={item} maySave={maySave} />;
  return (
    <p className="empty" role="status">
      {copy.data?.words ?? 'Your copy is asked for.'}
    </p>
  );
}

function Player({ address, item, maySave }: { address: string; item: SharedItem; maySave: boolean }) {
  return (
    <section className="shared-clip" aria-label={item.name}>
      {/* biome-ignore lint/a11y/useMediaCaption: there are no captions of footage */}
      <video src={`${address}/proxy.mp4`} controls={true} controlsList={maySave ? undefined : 'nodownload'} />
      {maySave ? (
        <p>
          <a href={`${address}/download`} download={`${item.name}.mp4`}>
            Save the proxy of {item.name}
          </a>
        </p>
      ) : null}
    </section>
  );
}

function Folder({ id, item, maySave }: { id: string; item: SharedItem; maySave: boolean }) {
  const files = useSharedFiles(id, item.number);
  const address = `/api/shared/${id}/items/${item.number}`;
  if (files.error) return <ProblemNote error={files.error} retry={() => void files.refetch()} />;
  return (
    <section aria-label={`Files of ${item.name}`}>
      {maySave ? (
        <p>
          <a href={`${address}/archive`} download={`${item.name}.zip`}>
            Save {item.name} as ZIP
          </a>
        </p>
      ) : null}
      <ul className="shared-files">
        {(files.data?.files ?? []).map((file) => (
          <li key={file.path}>
            {maySave ? (
              <a
                href={`${address}/files/${file.path.split('/').map(encodeURIComponent).join('/')}`}
                download={file.path.split('/').pop()}
              >
                {file.path}
              </a>
            ) : (
              file.path
            )}{' '}
            <span className="quiet">{bytes(file.length)}</span>
          </li>
        ))}
      </ul>
      {files.data?.next ? <p className="quiet">There are more files; the ZIP holds all of them.</p> : null}
    </section>
  );
}

function Ask({ id }: { id: string }) {
  const [message, setMessage] = useState('');
  const ask = useChange((text: string) => askForShare(id, text));
  return (
    <>
      <h1>This is not shared with you</h1>
      <p className="empty">If somebody sent you this address, ask them to let you in.</p>
      {ask.isSuccess ? (
        <p role="status">Asked. Look again later.</p>
      ) : (
        <form
          className="row"
          aria-label="Ask to be let in"
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate(message);
          }}
        >
          <label>
            Message
            <input value={message} maxLength={1000} onChange={(event) => setMessage(event.target.value)} />
          </label>
          <button type="submit" disabled={ask.isPending}>
            Ask
          </button>
        </form>
      )}
      {ask.error ? <ProblemNote error={ask.error} /> : null}
    </>
  );
}
