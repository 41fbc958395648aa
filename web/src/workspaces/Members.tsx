import { type FormEvent, useState } from 'react';
import { useChange } from '../api/queries';
import type { Workspace, WorkspaceAccess, WorkspaceMember } from '../api/types';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { letIntoWorkspace } from './queries';
import { accessWords } from './words';

/** Who was let into a workspace without a role in its show; they see nothing else. */
export function Members({ workspace, members }: { workspace: Workspace; members: readonly WorkspaceMember[] }) {
  const [name, setName] = useState('');
  const [until, setUntil] = useState('');
  const [access, setAccess] = useState<WorkspaceAccess>('download');
  const change = useChange((body: { name: string; access: WorkspaceAccess | null; until?: string }) =>
    letIntoWorkspace(workspace.id, body.name, { access: body.access, until: body.until }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      // The day that is named is the last one.
      { name: name.trim(), access, until: until === '' ? undefined : new Date(`${until}T23:59:59`).toISOString() },
      { onSuccess: () => setName('') },
    );
  };
  return (
    <section aria-label="Who may see it">
      <h2>Who may see it</h2>
      <p className="quiet">
        Everybody with a role in {workspace.show}, and the people named here, who see this workspace and nothing else.
      </p>
      <form className="row" onSubmit={submit} aria-label="Let somebody in">
        <label>
          Name
          <input value={name} required maxLength={64} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          May
          <select value={access} onChange={(event) => setAccess(event.target.value as WorkspaceAccess)}>
            {Object.entries(accessWords).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          Last day (empty: no end)
          <input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
        <button type="submit" disabled={change.isPending || name.trim() === ''}>
          Let in
        </button>
      </form>
      {change.error ? <ProblemNote error={change.error} /> : null}
      {members.length > 0 ? (
        <table className="plain-table" aria-label="People let in">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col">Until</th>
              <th scope="col">By</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((one) => (
              <tr key={one.principal}>
                <th scope="row">
                  {one.principal}
                  {one.title ? <span className="quiet"> {one.title}</span> : null}
                </th>
                <td>{accessWords[one.access]}</td>
                <td>{one.until ? moment(one.until) : 'no end'}</td>
                <td>
                  {one.grantedBy}, {moment(one.grantedAt)}
                </td>
                <td>
                  <button
                    type="button"
                    aria-label={`Take away from ${one.principal}`}
                    onClick={() =>
                      change.mutate(
                        { name: one.principal, access: null },
                        {
                          onSuccess: () =>
                            say({
                              message: `${one.principal} no longer sees ${workspace.name}; downloads that run end.`,
                              undo: () =>
                                change.mutateAsync({
                                  name: one.principal,
                                  access: one.access,
                                  until: one.until ?? undefined,
                                }),
                            }),
                        },
                      )
                    }
                  >
                    Take away
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
