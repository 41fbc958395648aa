import { type FormEvent, useState } from 'react';
import { grantRole, useRoles } from '../api/people';
import { useChange } from '../api/queries';
import type { ShowRole } from '../api/types';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';

const roles: ShowRole[] = ['viewer', 'operator', 'owner'];

/** Who has which role in a show, for whoever owns it: accounts themselves are made by administrators. */
export function ShowRoles({ show, me }: { show: string; me: string }) {
  const held = useRoles(show);
  const [name, setName] = useState('');
  const [role, setRole] = useState<ShowRole>('viewer');
  const grant = useChange((asked: { name: string; role: ShowRole | null }) => grantRole(show, asked.name, asked.role));
  const give = (whom: string, next: ShowRole | null, before: ShowRole | null) =>
    grant.mutate(
      { name: whom, role: next },
      {
        onSuccess: () => {
          setName('');
          say({
            message: next ? `${whom} is ${next} of ${show}.` : `${show} does not exist for ${whom} any more.`,
            undo: () => grant.mutateAsync({ name: whom, role: before }),
          });
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give(name.trim(), role, held.data?.find((one) => one.principal === name.trim())?.role ?? null);
  };
  if (held.error) return <ProblemNote error={held.error} retry={() => void held.refetch()} />;
  if (!held.data) return <Loading rows={4} what="the people" />;
  return (
    <>
      <p className="quiet">
        Viewers see {show}, operators work in it, owners approve what costs and say who is what. Vendors need no role:
        they are let into their workspace. An administrator makes accounts for people who have none.
      </p>
      <form className="row" onSubmit={submit} aria-label="Give a role">
        <label>
          Name they sign in with
          <input value={name} required maxLength={64} onChange={(change) => setName(change.target.value)} />
        </label>
        <label>
          Role
          <select value={role} onChange={(change) => setRole(change.target.value as ShowRole)}>
            {roles.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={grant.isPending || name.trim() === ''}>
          Give it
        </button>
      </form>
      {grant.error ? <ProblemNote error={grant.error} /> : null}
      {held.data.length === 0 ? <p className="empty">Only administrators see {show} yet.</p> : null}
      {held.data.length > 0 ? (
        <table className="plain-table" aria-label="People">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Full name</th>
              <th scope="col">In {show}</th>
            </tr>
          </thead>
          <tbody>
            {held.data.map((one) => (
              <tr key={one.principal}>
                <th scope="row">{one.principal}</th>
                <td>{one.title || '–'}</td>
                <td>
                  <select
                    aria-label={`Role of ${one.principal} in ${show}`}
                    value={one.role}
                    // Whoever takes their own role away cannot give it back.
                    disabled={one.principal === me || grant.isPending}
                    onChange={(change) =>
                      give(one.principal, (change.target.value || null) as ShowRole | null, one.role)
                    }
                  >
                    <option value="">no role: it does not exist for them</option>
                    {roles.map((word) => (
                      <option key={word}>{word}</option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
