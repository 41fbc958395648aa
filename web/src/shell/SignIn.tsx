import { type FormEvent, type ReactNode, useState } from 'react';
import { ProblemNote } from './ProblemNote';
import { type Credentials, signIn } from './session';

/** The door: a name and a password, or a token. */
export function SignIn({ done }: { done: () => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [token, setToken] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const enter = async (event: FormEvent, credentials: Credentials) => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(credentials);
      done();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door>
      <form onSubmit={(event) => void enter(event, { name: name.trim(), password })}>
        <label htmlFor="name">Name</label>
        <input
          id="name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={name}
          onChange={(change) => setName(change.target.value)}
        />
        <label htmlFor="password">Password</label>
        <input
          id="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(change) => setPassword(change.target.value)}
        />
        <button type="submit" className="primary" disabled={busy || name.trim() === '' || password === ''}>
          Sign in
        </button>
      </form>
      {error ? <ProblemNote error={error} /> : null}
      <details>
        <summary>With a token</summary>
        <form onSubmit={(event) => void enter(event, { token: token.trim() })}>
          <label htmlFor="token">Access token</label>
          <input
            id="token"
            type="password"
            autoComplete="off"
            value={token}
            onChange={(change) => setToken(change.target.value)}
          />
          <button type="submit" disabled={busy || token.trim() === ''}>
            Sign in with the token
          </button>
        </form>
        <p className="quiet">
          <code>acetate serve --link</code> prints an address that signs an administrator in.
        </p>
      </details>
      <p className="quiet">No password yet, or forgotten: an administrator sends you a link.</p>
    </Door>
  );
}

/** What somebody sees who is not in yet. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <main className="sign-in">
      <h1>Acetate</h1>
      {children}
    </main>
  );
}
