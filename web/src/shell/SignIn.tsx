import { type FormEvent, useState } from 'react';
import { ProblemNote } from './ProblemNote';
import { signIn } from './session';

export function SignIn({ done }: { done: () => void }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(token);
      done();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="sign-in">
      <h1>Acetate</h1>
      <form onSubmit={submit}>
        <label htmlFor="token">Access token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          value={token}
          onChange={(change) => setToken(change.target.value)}
        />
        <button type="submit" disabled={busy || token.trim() === ''}>
          Sign in
        </button>
      </form>
      {error ? <ProblemNote error={error} /> : null}
      <p className="quiet">
        <code>acetate serve</code> prints an address that signs you in. <code>acetate tokens create</code> makes a token
        for somebody else.
      </p>
    </main>
  );
}
