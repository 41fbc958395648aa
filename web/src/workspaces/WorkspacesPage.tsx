import { Link } from 'react-router';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useWorkspaces } from './queries';
import { kindWord } from './words';

/** Every workspace that one may see: those of one's shows, and those one was let into. */
export function WorkspacesPage() {
  const workspaces = useWorkspaces();
  const all = workspaces.data ?? [];
  return (
    <>
      <h1>Workspaces</h1>
      {workspaces.error ? <ProblemNote error={workspaces.error} retry={() => void workspaces.refetch()} /> : null}
      {workspaces.isPending ? <Loading rows={4} height={40} what="the workspaces" /> : null}
      {workspaces.data && all.length === 0 ? (
        <p className="empty">
          There is no workspace yet. A pull makes one for its recipient:{' '}
          <code>acetate pull vfx CUT.edl --vendor NAME</code>. What is made for you is seen here when it is whole.
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
