import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useChange, useShows } from '../api/queries';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { isGuest, useMe } from '../shell/session';
import { addWorkspace, openOwnWorkspace, useWorkspaces } from './queries';
import { kindWord } from './words';

/** Every workspace that one may see: those of one's shows, and those one was let into. */
export function WorkspacesPage() {
  const workspaces = useWorkspaces();
  const all = workspaces.data ?? [];
  const me = useMe().data;
  return (
    <>
      <h1>Workspaces</h1>
      {workspaces.error ? <ProblemNote error={workspaces.error} retry={() => void workspaces.refetch()} /> : null}
      <Make />
      {workspaces.isPending ? <Loading rows={4} height={40} what="the workspaces" /> : null}
      {workspaces.data && all.length === 0 ? (
        <p className="empty">
          {me && isGuest(me) ? (
            'You were let into no workspace yet. Who asked you in does that on the page of the workspace; it is seen here then.'
          ) : (
            <>
              There is no workspace yet. A pull makes one for its recipient:{' '}
              <code>acetate pull vfx CUT.edl --vendor NAME</code>. What is made for you is seen here when it is whole;
              your own place for files is made when you first open it.
            </>
          )}
        </p>
      ) : null}
      {all.length > 0 ? (
        <table className="plain-table" aria-label="Workspaces">
          <thead>
            <tr>
              <th scope="col">Workspace</th>
              <th scope="col">Show</th>
              <th scope="col">For</th>
              <th scope="col" className="number">
                Folders
              </th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Newest</th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.workspace.id}>
                <th scope="row">
                  <Link to={`/workspaces/${one.workspace.id}`}>{one.workspace.name}</Link>
                </th>
                <td>{one.workspace.show}</td>
                <td>{kindWord(one.workspace.kind)}</td>
                <td className="number">{one.folders.toLocaleString('en')}</td>
                <td className="number">{bytes(one.bytes)}</td>
                <td>{one.newestAt ? moment(one.newestAt) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

/** One's own workspace of a show, and, for its owners, a new one for others. */
function Make() {
  const me = useMe().data;
  const navigate = useNavigate();
  const shows = (useShows().data ?? []).map((one) => one.name);
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const show = chosen === '' ? (shows[0] ?? '') : chosen;
  const own = useChange(openOwnWorkspace);
  const add = useChange((called: string) => addWorkspace(show, called, 'team'));
  if (!me || show === '') return null;
  const mayMake = me.administrator || me.roles[show] === 'owner';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), { onSuccess: (made) => void navigate(`/workspaces/${made.id}`) });
  };
  return (
    <>
      <form className="row" aria-label="Workspaces of a show" onSubmit={submit}>
        {shows.length > 1 ? (
          <label>
            Show
            <select value={show} onChange={(event) => setChosen(event.target.value)}>
              {shows.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        ) : null}
        <button
          type="button"
          onClick={() => own.mutate(show, { onSuccess: (mine) => void navigate(`/workspaces/${mine.id}`) })}
        >
          Open my workspace of {show}
        </button>
        {mayMake ? (
          <>
            <label>
              New team workspace
              <input value={name} required maxLength={64} onChange={(event) => setName(event.target.value)} />
            </label>
            <button type="submit" disabled={add.isPending || name.trim() === ''}>
              Make it
            </button>
          </>
        ) : null}
      </form>
      {(own.error ?? add.error) ? <ProblemNote error={own.error ?? add.error} /> : null}
    </>
  );
}
