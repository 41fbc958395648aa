import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Problem } from '../api/client';
import { ProblemNote } from './ProblemNote';
import { beginAtProvider, type Credentials, signIn, useProvider, wasLinkSpent } from './session';

/** The door: a name and a password, and a code where one is asked for; or a token. */
export function SignIn({ done }: { done: () => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksForCode, setAsksForCode] = useState(false);
  const [token, setToken] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const provider = useProvider();

  const enter = async (event: FormEvent, credentials: Credentials) => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(credentials);
      done();
    } catch (failure) {
      if (failure instanceof Problem && failure.type.endsWith('/code-needed')) {
        setAsksForCode(true);
        setError(null);
      } else {
        setError(failure);
        setCode('');
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door>
      {wasLinkSpent() ? (
        <p role="status">
          That link was used already, or has ended. Sign in with your password; whoever has none asks for another link.
        </p>
      ) : null}
      {provider.data?.title ? (
        <p className="elsewhere">
          <a href={beginAtProvider()}>Sign in with {provider.data.title}</a>
        </p>
      ) : null}
      <form
        onSubmit={(event) =>
          void enter(event, asksForCode ? { name: name.trim(), password, code } : { name: name.trim(), password })
        }
      >
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
        {asksForCode ? <CodeField label="Code of your app, or a recovery code" value={code} change={setCode} /> : null}
        <button
          type="submit"
          className="primary"
          disabled={busy || name.trim() === '' || password === '' || (asksForCode && code.trim() === '')}
        >
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

/** Where a code is typed; it takes the focus, because it is what is waited for. */
export function CodeField({ label, value, change }: { label: string; value: string; change: (value: string) => void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={field}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        required
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </>
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
