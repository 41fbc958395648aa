import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useChange } from '../api/queries';
import type { ShareSummary, ShareView } from '../api/types';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { isGuest, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { moveShareEnd, openShareTo, revokeShare, useShare, useShares } from './queries';
import { Requests } from './Requests';
import { fieldOf, rightsOf, rightsWord } from './words';
import './sharing.css';

/** What one shared, and what is shared with one. */
export function SharesPage() {
  const shares = useShares();
  const me = useMe().data;
  if (shares.error) return <ProblemNote error={shares.error} retry={() => void shares.refetch()} />;
  if (!shares.data) return <Loading rows={6} height={40} what="the shares" />;
  const { made, withMe } = shares.data;
  return (
    <>
      <h1>Shares</h1>
      <Requests />
      <h2>With me</h2>
      {withMe.length === 0 ? <p className="empty">Nothing is shared with you.</p> : null}
      {withMe.length > 0 ? <Table label="Shared with me" shares={withMe} to="/shared" /> : null}
      <h2>Mine</h2>
      {made.length === 0 ? (
        <p className="empty">
          {me && isGuest(me) ? (
            'You share nothing. What is shared with you can be passed on where its page has the button for it.'
          ) : (
            <>
              You share nothing. Open a clip in the Library, or a workspace, and press <i>Share…</i>
            </>
          )}
        </p>
      ) : (
        <Table label="What I share" shares={made} to="/shares" />
      )}
    </>
  );
}

function Table({ label, shares, to }: { label: string; shares: ShareSummary[]; to: string }) {
  return (
    <table className="plain-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Share</th>
          <th scope="col">Show</th>
          <th scope="col" className="number">
            Items
          </th>
          <th scope="col">By</th>
          <th scope="col">State</th>
          <th scope="col">Opens to</th>
        </tr>
      </thead>
      <tbody>
        {shares.map(({ share, items, until, ended, rights }) => (
          <tr key={share.id}>
            <th scope="row">
              <Link to={`${to}/${share.id}`}>{share.title}</Link>
            </th>
            <td>{share.show}</td>
            <td className="number">{items.toLocaleString('en')}</td>
            <td>
              {share.createdBy}, {moment(share.createdAt)}
            </td>
            <td>{ended ?? (until ? `open until ${moment(until)}` : 'open, no end')}</td>
            <td>{rights ? rightsWord(rights) : share.link ? linkWord(share.link) : 'people named'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function linkWord(link: NonNullable<ShareSummary['share']['link']>): string {
  if (link.isPublic) return 'whoever has the link';
  return ['the link', link.hasPassphrase ? 'with a passphrase' : '', link.domains.join(', ')].filter(Boolean).join(' ');
}

/** What others passed on of a share, and who got it: a tree. Taking a branch back ends all that hangs on it. */
function Tree({ root, passedOn }: { root: string; passedOn: ShareView['passedOn'] }) {
  const below = (parent: string) => passedOn.filter((one) => one.summary.share.parent === parent);
  const branch = (parent: string) =>
    below(parent).length === 0 ? null : (
      <ul>
        {below(parent).map(({ summary, recipients }) => (
          <li key={summary.share.id}>
            <Link to={`/shares/${summary.share.id}`}>{summary.share.title}</Link>, passed on by{' '}
            {summary.share.createdBy} to{' '}
            {[
              ...recipients.map((one) => `${one.principal} (${rightsWord(one.rights)})`),
              summary.share.link ? linkWord(summary.share.link) : '',
            ]
              .filter(Boolean)
              .join(', ') || 'nobody'}
            : {summary.ended ?? (summary.until ? `open until ${moment(summary.until)}` : 'open, no end')}
            {branch(summary.share.id)}
          </li>
        ))}
      </ul>
    );
  return (
    <section aria-label="Passed on">
      <h2>Passed on</h2>
      <p className="quiet">Nobody passes on more than they have; what hangs on a share ends with it.</p>
      {branch(root)}
    </section>
  );
}

/** A share that one made: to whom it is open, who asks, and its end. */
export function SharePage() {
  const { id = '' } = useParams();
  const view = useShare(id);
  const [name, setName] = useState('');
  const [choice, setChoice] = useState('view');
  const [typed, setTyped] = useState<string | null>(null);
  const open = useChange((to: { name: string; rights: ReturnType<typeof rightsOf> | null }) =>
    openShareTo(id, to.name, to.rights),
  );
  const end = useChange((at: string | null) => moveShareEnd(id, at));
  const revoke = useChange(() => revokeShare(id));
  if (view.error) return <ProblemNote error={view.error} retry={() => void view.refetch()} />;
  if (!view.data) return <Loading rows={6} height={40} what="the share" />;
  const { summary, recipients, requests, passedOn } = view.data;
  const { share, ended } = summary;
  const until = typed ?? fieldOf(summary.until);
  const error = open.error ?? end.error ?? revoke.error;
  return (
    <>
      <h1>{share.title}</h1>
      <p className="quiet">
        Shared by {share.createdBy}, {moment(share.createdAt)}.{' '}
        <Link to={`/shared/${id}`}>As those see it who get it</Link> · <Link to="/shares">All shares</Link>
      </p>
      <p>{ended ?? (summary.until ? `Open until ${moment(summary.until)}.` : 'Open, without an end.')}</p>
      {share.link ? (
        <p>
          It opens by {linkWord(share.link)}: {rightsWord(share.link.rights)}.
        </p>
      ) : null}
      {share.hasWatermark ? <p>Every picture carries the name of who sees it.</p> : null}
      {error ? <ProblemNote error={error} /> : null}
      {ended ? null : (
        <>
          <form
            className="row"
            aria-label="Open it to somebody"
            onSubmit={(event) => {
              event.preventDefault();
              open.mutate({ name: name.trim(), rights: rightsOf(choice) }, { onSuccess: () => setName('') });
            }}
          >
            <label>
              Name
              <input value={name} required maxLength={64} onChange={(event) => setName(event.target.value)} />
            </label>
            <label>
              May
              <select value={choice} onChange={(event) => setChoice(event.target.value)}>
                <option value="view">watch</option>
                <option value="download">watch and save</option>
                <option value="re-share">watch, save and pass on</option>
              </select>
            </label>
            <button type="submit" disabled={open.isPending || name.trim() === ''}>
              Open to them
            </button>
          </form>
          <form
            className="row"
            aria-label="Move the end"
            onSubmit={(event) => {
              event.preventDefault();
              end.mutate(until === '' ? null : new Date(until).toISOString(), { onSuccess: () => setTyped(null) });
            }}
          >
            <label>
              Ends (empty: never)
              <input type="datetime-local" value={until} onChange={(event) => setTyped(event.target.value)} />
            </label>
            <button type="submit" disabled={end.isPending}>
              Move the end
            </button>
            <button
              type="button"
              className="danger"
              onClick={() =>
                revoke.mutate(undefined, {
                  onSuccess: () => say({ message: `“${share.title}” is taken back; what plays or downloads ends.` }),
                })
              }
            >
              Take back for good
            </button>
          </form>
        </>
      )}
      {recipients.length > 0 ? (
        <table className="plain-table" aria-label="People it is open to">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col">By</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {recipients.map((one) => (
              <tr key={one.principal}>
                <th scope="row">
                  {one.principal} {one.title ? <span className="quiet">{one.title}</span> : null}
                </th>
                <td>{rightsWord(one.rights)}</td>
                <td>
                  {one.givenBy}, {moment(one.givenAt)}
                </td>
                <td>
                  <button
                    type="button"
                    aria-label={`Close to ${one.principal}`}
                    onClick={() => open.mutate({ name: one.principal, rights: null })}
                  >
                    Close
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {passedOn.length > 0 ? <Tree root={share.id} passedOn={passedOn} /> : null}
      {requests.some((one) => one.verdict !== 'open') ? (
        <ul aria-label="Decided">
          {requests
            .filter((one) => one.verdict !== 'open')
            .map((one) => (
              <li key={one.id}>
                {one.name}: {one.verdict} by {one.decidedBy}
              </li>
            ))}
        </ul>
      ) : null}
      <Requests share={id} />
    </>
  );
}
