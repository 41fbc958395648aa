import { type FormEvent, useId, useState } from 'react';
import { useChange } from '../api/queries';
import { ProblemNote } from './ProblemNote';
import { CodeField } from './SignIn';
import { beginSecondFactor, confirmSecondFactor, type SecondFactorOffer } from './session';

/** Sets up a second factor: proves who asks, shows the secret, takes its first code, shows the recovery codes. */
export function SetUpCodes(props: {
  /** Whether the password is asked for; not right after it was typed. */
  asksForPassword: boolean;
  /** Whether a code of the present second factor is asked for. */
  replaces: boolean;
  /** Called when the recovery codes are there, which must not go away by themselves. */
  shown: () => void;
  /** Called when the recovery codes were put away. */
  done: () => void;
}) {
  const [password, setPassword] = useState('');
  const [old, setOld] = useState('');
  const [first, setFirst] = useState('');
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const begin = useChange(beginSecondFactor);
  const confirm = useChange(confirmSecondFactor);
  const id = useId();
  const ask = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate(
      { password: props.asksForPassword ? password : undefined, code: props.replaces ? old : undefined },
      { onSuccess: setOffer },
    );
  };
  const prove = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate(first, {
      onSuccess: (made) => {
        setCodes(made.codes);
        props.shown();
      },
      onError: () => setFirst(''),
    });
  };
  if (codes) return <RecoveryCodes codes={codes} done={props.done} />;
  if (offer)
    return (
      <form onSubmit={prove} className="password" aria-label="First code">
        <p>Read this with the app, or type the secret into it.</p>
        <svg
          className="qr"
          role="img"
          aria-label="QR code for the app"
          viewBox={`0 0 ${offer.picture.size} ${offer.picture.size}`}
          shapeRendering="crispEdges"
        >
          <path d={offer.picture.path} />
        </svg>
        <p>
          <code>{offer.secret}</code>
        </p>
        <CodeField label="Code that the app shows now" value={first} change={setFirst} />
        <button type="submit" className="primary" disabled={confirm.isPending || first.trim() === ''}>
          Use it from now on
        </button>
        {confirm.error ? <ProblemNote error={confirm.error} /> : null}
      </form>
    );
  return (
    <form onSubmit={ask} className="password" aria-label="Second factor">
      {props.asksForPassword ? (
        <>
          <label htmlFor={id}>Your password</label>
          <input
            id={id}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(change) => setPassword(change.target.value)}
          />
        </>
      ) : null}
      {props.replaces ? (
        <CodeField label="Code of the present app, or a recovery code" value={old} change={setOld} />
      ) : null}
      <button type="submit" disabled={begin.isPending || (props.asksForPassword && password === '')}>
        {props.replaces ? 'Move to another app' : 'Set up codes'}
      </button>
      {begin.error ? <ProblemNote error={begin.error} /> : null}
    </form>
  );
}

/** Ten codes that are shown once. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  return (
    <section aria-label="Recovery codes">
      <p role="status">
        Keep these where the telephone is not: each lets you in once when it is gone. They are not shown again.
      </p>
      <ol className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <button type="button" className="primary" onClick={done}>
        I have kept them
      </button>
    </section>
  );
}
