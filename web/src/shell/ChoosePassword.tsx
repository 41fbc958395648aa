import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Problem } from '../api/client';
import { useChange } from '../api/queries';
import { ProblemNote } from './ProblemNote';
import { CodeField } from './SignIn';
import { choosePassword, type Me } from './session';
import { say } from './undo';

/** Sets one's own password. With an invitation nothing else is asked for. */
export function ChoosePassword({ me }: { me: Me }) {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const id = useId();
  const client = useQueryClient();
  const choose = useChange(choosePassword);
  const [code, setCode] = useState('');
  const isInvited = me.scopes.includes('enrol');
  const asksForCode =
    code !== '' || (choose.error instanceof Problem && /\/(code-needed|wrong-code)$/.test(choose.error.type));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    choose.mutate(
      { password: fresh, oldPassword: isInvited ? undefined : old, code: asksForCode ? code : undefined },
      {
        onSuccess: (now) => {
          for (const clear of [setOld, setFresh, setAgain]) clear('');
          client.setQueryData(['me'], now);
          say({ message: 'The password is set. Other sessions of yours have ended.' });
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className="password" aria-label="Password">
      {/* Tells a keeper of passwords whose this is. */}
      <input
        type="text"
        autoComplete="username"
        aria-label="Name"
        className="hidden"
        readOnly
        tabIndex={-1}
        value={me.name}
      />
      {isInvited ? null : (
        <>
          <label htmlFor={`${id}-old`}>Present password</label>
          <input
            id={`${id}-old`}
            type="password"
            autoComplete="current-password"
            value={old}
            onChange={(change) => setOld(change.target.value)}
          />
        </>
      )}
      <label htmlFor={`${id}-new`}>New password: 12 characters or more, several words do well</label>
      <input
        id={`${id}-new`}
        type="password"
        autoComplete="new-password"
        minLength={12}
        maxLength={256}
        required
        value={fresh}
        onChange={(change) => setFresh(change.target.value)}
      />
      <label htmlFor={`${id}-again`}>The same once more</label>
      <input
        id={`${id}-again`}
        type="password"
        autoComplete="new-password"
        required
        value={again}
        onChange={(change) => setAgain(change.target.value)}
      />
      {asksForCode ? <CodeField label="Code of your app, or a recovery code" value={code} change={setCode} /> : null}
      {fresh !== '' && fresh.length < 12 ? (
        <p className="quiet">{12 - fresh.length} more characters at least.</p>
      ) : null}
      {again !== '' && fresh !== again ? <p className="quiet">The two differ.</p> : null}
      <button type="submit" className="primary" disabled={choose.isPending || fresh.length < 12 || fresh !== again}>
        Set the password
      </button>
      {choose.error ? <ProblemNote error={choose.error} /> : null}
    </form>
  );
}
