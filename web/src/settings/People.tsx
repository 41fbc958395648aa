import { type FormEvent, useState } from 'react';
import {
  addPrincipal,
  changePrincipal,
  endSessions,
  grantRole,
  invite,
  putPolicy,
  resetSecondFactor,
  usePolicy,
  usePrincipals,
  useRoles,
} from '../api/people';
import { useChange } from '../api/queries';
import type { Principal, SecondFactorDemand, ShowRole } from '../api/types';
import { Copy } from '../shell/Copy';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import type { Me } from '../shell/session';
import { say } from '../shell/undo';

const roles: ShowRole[] = ['viewer', 'operator', 'owner'];

/** Everybody who acts in the installation, and what they are in this show. */
export function People({ me, show }: { me: Me; show: string }) {
  const people = usePrincipals();
  const inShow = useRoles(show);
  const [link, setLink] = useState<{ name: string; address: string; ends: string } | null>(null);
  const grant = useChange(({ name, role }: { name: string; role: ShowRole | null }) => grantRole(show, name, role));
  const change = useChange(({ name, disabled }: { name: string; disabled: boolean }) =>
    changePrincipal(name, { disabled }),
  );
  const need = useChange(({ name, needsSecondFactor }: { name: string; needsSecondFactor: boolean }) =>
    changePrincipal(name, { needsSecondFactor }),
  );
  const write = useChange(({ name, mail }: { name: string; mail: string }) => changePrincipal(name, { mail }));
  const reset = useChange(resetSecondFactor);
  const send = useChange(invite);
  const leave = useChange(endSessions);
  const error =
    people.error ??
    inShow.error ??
    grant.error ??
    change.error ??
    need.error ??
    write.error ??
    reset.error ??
    send.error ??
    leave.error;
  const ask = (name: string) =>
    send.mutate(name, {
      onSuccess: (made) =>
        setLink({
          name,
          address: `${window.location.origin}/#token=${made.secret}`,
          ends: made.token.expiresAt ?? '',
        }),
    });
  return (
    <>
      <NewPerson made={ask} />
      <Demand />
      {link ? (
        <p className="secret" role="status">
          Send this to {link.name} alone, it is not shown again. Whoever opens it by {moment(link.ends)} chooses the
          password: <code>{link.address}</code> <Copy text={link.address} what="the link" />
        </p>
      ) : null}
      {error ? <ProblemNote error={error} /> : null}
      {people.isPending ? <Loading rows={4} what="the people" /> : null}
      {people.data ? (
        <table className="plain-table" aria-label="People">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Full name</th>
              <th scope="col">Mail address</th>
              <th scope="col">Kind</th>
              <th scope="col">Second factor</th>
              <th scope="col">{show ? `In ${show}` : 'Role'}</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.data.principals.map((one) => (
              <Row
                key={one.id}
                one={one}
                isMe={one.name === me.name}
                role={inShow.data?.find((other) => other.principal === one.name)?.role ?? ''}
                show={show}
                hasFactor={people.data.withSecondFactor.includes(one.name)}
                onNeed={(needsSecondFactor) => need.mutate({ name: one.name, needsSecondFactor })}
                onMail={(mail) =>
                  write.mutate(
                    { name: one.name, mail },
                    {
                      onSuccess: () =>
                        say({
                          message: mail
                            ? `News for ${one.name} goes to ${mail}.`
                            : `${one.name} has no mail address now.`,
                          undo: () => write.mutateAsync({ name: one.name, mail: one.mail }),
                        }),
                    },
                  )
                }
                onReset={() =>
                  reset.mutate(one.name, {
                    onSuccess: () => say({ message: `${one.name} signs in with the password alone now.` }),
                  })
                }
                onRole={(role) => {
                  const before = inShow.data?.find((other) => other.principal === one.name)?.role ?? null;
                  grant.mutate(
                    { name: one.name, role },
                    {
                      onSuccess: () =>
                        say({
                          message: role
                            ? `${one.name} is ${role} of ${show}.`
                            : `${show} does not exist for ${one.name} any more.`,
                          undo: () => grant.mutateAsync({ name: one.name, role: before }),
                        }),
                    },
                  );
                }}
                onInvite={() => ask(one.name)}
                onLeave={() =>
                  leave.mutate(one.name, { onSuccess: () => say({ message: `${one.name} is signed out everywhere.` }) })
                }
                onShut={(disabled) =>
                  change.mutate(
                    { name: one.name, disabled },
                    {
                      onSuccess: () =>
                        say({
                          message: disabled ? `${one.name} is shut out.` : `${one.name} may come in again.`,
                          undo: () => change.mutateAsync({ name: one.name, disabled: !disabled }),
                        }),
                    },
                  )
                }
              />
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

function Row(props: {
  one: Principal;
  isMe: boolean;
  role: ShowRole | '';
  show: string;
  hasFactor: boolean;
  onNeed: (needed: boolean) => void;
  onMail: (mail: string) => void;
  onReset: () => void;
  onRole: (role: ShowRole | null) => void;
  onInvite: () => void;
  onLeave: () => void;
  onShut: (disabled: boolean) => void;
}) {
  const { one } = props;
  const isOut = one.disabledAt !== undefined;
  return (
    <tr data-out={isOut}>
      <th scope="row">{one.name}</th>
      <td>{one.title || '–'}</td>
      <td>
        <MailField key={one.mail} one={one} onMail={props.onMail} />
      </td>
      <td>
        {one.kind}
        {one.isAdministrator ? ', administrator' : ''}
        {isOut ? ', ■ shut out' : ''}
      </td>
      <td>
        {one.kind === 'person' ? (
          <>
            <label className="check">
              <input
                type="checkbox"
                aria-label={`Ask a second factor of ${one.name}`}
                checked={one.needsSecondFactor}
                onChange={(change) => props.onNeed(change.target.checked)}
              />{' '}
              ask for it
            </label>{' '}
            {props.hasFactor ? (
              <button type="button" aria-label={`Reset the second factor of ${one.name}`} onClick={props.onReset}>
                Set up; reset
              </button>
            ) : (
              <span className="quiet">not set up</span>
            )}
          </>
        ) : (
          '–'
        )}
      </td>
      <td>
        {one.isAdministrator ? (
          'owns every show'
        ) : props.show === '' ? (
          '–'
        ) : (
          <select
            aria-label={`Role of ${one.name} in ${props.show}`}
            value={props.role}
            onChange={(change) => props.onRole(change.target.value === '' ? null : (change.target.value as ShowRole))}
          >
            <option value="">no role: it does not exist for them</option>
            {roles.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </select>
        )}
      </td>
      <td className="actions-cell">
        {one.kind === 'person' && !isOut ? (
          <>
            <button type="button" aria-label={`Invite ${one.name}`} onClick={props.onInvite}>
              Invite
            </button>{' '}
            <button type="button" aria-label={`Sign out ${one.name} everywhere`} onClick={props.onLeave}>
              Sign out
            </button>{' '}
          </>
        ) : null}
        {props.isMe ? null : (
          <button
            type="button"
            aria-label={isOut ? `Let in again ${one.name}` : `Shut out ${one.name}`}
            onClick={() => props.onShut(!isOut)}
          >
            {isOut ? 'Let in again' : 'Shut out'}
          </button>
        )}
      </td>
    </tr>
  );
}

/** Where somebody is written to: kept when the field is left or Enter is pressed. */
function MailField({ one, onMail }: { one: Principal; onMail: (mail: string) => void }) {
  const [mail, setMail] = useState(one.mail);
  const keep = () => {
    if (mail.trim() !== one.mail) onMail(mail.trim());
  };
  return (
    <input
      type="email"
      aria-label={`Mail address of ${one.name}`}
      value={mail}
      placeholder="none"
      maxLength={200}
      onChange={(change) => setMail(change.target.value)}
      onBlur={keep}
      onKeyDown={(press) => {
        if (press.key === 'Enter') press.currentTarget.blur();
      }}
    />
  );
}

/** Of whom a second factor is asked in the whole installation. */
function Demand() {
  const policy = usePolicy();
  const put = useChange(putPolicy);
  if (!policy.data) return null;
  const now = policy.data;
  return (
    <p>
      <label>
        A second factor is asked of{' '}
        <select
          value={now.secondFactor}
          disabled={put.isPending}
          onChange={(change) => put.mutate({ ...now, secondFactor: change.target.value as SecondFactorDemand })}
        >
          <option value="nobody">nobody but those ticked below</option>
          <option value="administrators">every administrator</option>
          <option value="everybody">everybody who signs in</option>
        </select>
      </label>{' '}
      <span className="quiet">Who has none is signed out, and sets it up at the next sign-in.</span>
      {put.error ? <ProblemNote error={put.error} /> : null}
    </p>
  );
}

/** A person is made and invited in one go. */
function NewPerson({ made }: { made: (name: string) => void }) {
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [mail, setMail] = useState('');
  const add = useChange(addPrincipal);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { name: name.trim(), title: title.trim(), mail: mail.trim() },
      {
        onSuccess: (person) => {
          setName('');
          setTitle('');
          setMail('');
          made(person.name);
        },
      },
    );
  };
  return (
    <>
      <form className="row" onSubmit={submit} aria-label="New person">
        <label>
          Name to sign in with
          <input value={name} required maxLength={64} onChange={(change) => setName(change.target.value)} />
        </label>
        <label className="grow">
          Full name
          <input value={title} maxLength={200} onChange={(change) => setTitle(change.target.value)} />
        </label>
        <label className="grow">
          Mail address
          <input type="email" value={mail} maxLength={200} onChange={(change) => setMail(change.target.value)} />
        </label>
        <button type="submit" disabled={add.isPending || name.trim() === ''}>
          Add and invite
        </button>
      </form>
      {add.error ? <ProblemNote error={add.error} /> : null}
    </>
  );
}
