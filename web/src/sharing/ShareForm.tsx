import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useChange } from '../api/queries';
import type { NewShare } from '../api/types';
import { Copy } from '../shell/Copy';
import { ProblemNote } from '../shell/ProblemNote';
import { makeShare, type ShareOrder } from './queries';
import { linkAddress, rightsOf } from './words';

/** What is to be shared. */
export type ToShare = Pick<ShareOrder, 'show' | 'clips' | 'folders' | 'parent'>;

/** A dialog that shares something with people, by a link, or both. Clips can have a watermark, unless they have one anyway. */
export function ShareForm({
  what,
  name,
  canMark = !what.folders?.length,
  close,
}: {
  what: ToShare;
  name: string;
  canMark?: boolean;
  close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const [made, setMade] = useState<NewShare | null>(null);
  return (
    <dialog className="share-form" ref={dialog} aria-label={`Share ${name}`} onClose={close}>
      <h2>Share {name}</h2>
      {what.clips?.some((clip) => clip.in ?? clip.out) ? (
        <p>Only the range that is marked in the player: a file of these frames alone is made.</p>
      ) : null}
      {made ? <Made made={made} /> : <Order what={what} canMark={canMark} done={setMade} />}
      <button type="button" onClick={() => dialog.current?.close()}>
        {made ? 'Close' : 'Cancel'}
      </button>
    </dialog>
  );
}

function Made({ made }: { made: NewShare }) {
  const address = made.linkToken ? linkAddress(made.linkToken) : `${window.location.origin}/shared/${made.share.id}`;
  return (
    <>
      <p role="status">“{made.share.title}” is shared.</p>
      <label>
        {made.linkToken ? 'The link; it is shown once' : 'Where the people named find it'}
        <input readOnly value={address} onFocus={(event) => event.target.select()} />
      </label>
      <Copy text={address} what="the link" />
    </>
  );
}

function Order({ what, canMark, done }: { what: ToShare; canMark: boolean; done: (made: NewShare) => void }) {
  const [people, setPeople] = useState('');
  const [rights, setRights] = useState('view');
  const [hasLink, setHasLink] = useState(false);
  const [linkRights, setLinkRights] = useState('view');
  const [phrase, setPhrase] = useState('');
  const [domains, setDomains] = useState('');
  const [until, setUntil] = useState('');
  const [watermark, setWatermark] = useState(false);
  const [message, setMessage] = useState('');
  const make = useChange(makeShare);
  const names = parts(people);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      {
        ...what,
        message: message.trim() || undefined,
        recipients: names.map((name) => ({ name, rights: rightsOf(rights) })),
        link: hasLink
          ? { rights: rightsOf(linkRights), passphrase: phrase || undefined, domains: parts(domains) }
          : undefined,
        until: until === '' ? undefined : new Date(until).toISOString(),
        watermark,
      },
      { onSuccess: done },
    );
  };
  return (
    <form onSubmit={submit} aria-label="What is shared with whom">
      <label>
        People with an account, by name
        <input value={people} autoCapitalize="none" onChange={(event) => setPeople(event.target.value)} />
      </label>
      <label>
        They may
        <select value={rights} onChange={(event) => setRights(event.target.value)}>
          <option value="view">watch</option>
          <option value="download">watch and save proxies and files</option>
          <option value="re-share">watch, save and pass on</option>
        </select>
      </label>
      {what.parent ? null : (
        <label className="check">
          <input type="checkbox" checked={hasLink} onChange={(event) => setHasLink(event.target.checked)} />
          <span>and a link for people without an account</span>
        </label>
      )}
      {hasLink ? (
        <fieldset>
          <legend>The link</legend>
          <label>
            Who holds it may
            <select value={linkRights} onChange={(event) => setLinkRights(event.target.value)}>
              <option value="view">watch</option>
              <option value="download">watch and save proxies and files</option>
            </select>
          </label>
          <label>
            Passphrase (empty: none)
            <input value={phrase} minLength={8} maxLength={256} onChange={(event) => setPhrase(event.target.value)} />
          </label>
          <label>
            Only for mail names of these domains (empty: all)
            <input value={domains} autoCapitalize="none" onChange={(event) => setDomains(event.target.value)} />
          </label>
          <p className="quiet">
            A mail name is what somebody says; what must stay secret has a passphrase that travels another way.
          </p>
        </fieldset>
      ) : null}
      <label>
        {what.parent ? 'Ends (empty: with what it comes from)' : 'Ends (empty: never)'}
        <input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
      </label>
      {canMark ? (
        <label className="check">
          <input type="checkbox" checked={watermark} onChange={(event) => setWatermark(event.target.checked)} />
          <span>
            {what.folders?.length ? 'the review movies alone, and ' : ''}every picture carries the name of who sees it
          </span>
        </label>
      ) : null}
      <label>
        Message
        <textarea value={message} maxLength={4000} rows={2} onChange={(event) => setMessage(event.target.value)} />
      </label>
      {make.error ? <ProblemNote error={make.error} /> : null}
      <button type="submit" className="primary" disabled={make.isPending || (names.length === 0 && !hasLink)}>
        Share
      </button>
    </form>
  );
}

const parts = (text: string) => text.split(/[\s,;]+/).filter((part) => part !== '');
