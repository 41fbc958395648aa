import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { Problem } from '../api/client';
import { ProblemNote } from '../shell/ProblemNote';
import { Door } from '../shell/SignIn';
import { askByLink, type LinkKey, openLink, useShared } from './queries';
import { Contents } from './SharedPage';
import './sharing.css';

/** Where a link leads: what is shared, or what it asks for before. Nobody has to be signed in. */
export function LinkPage() {
  const { token = '' } = useParams();
  const remembered = `acetate-share-${token.slice(-12)}`;
  const [id, setId] = useState(() => sessionStorage.getItem(remembered) ?? '');
  const shared = useShared(id);
  const isLocked = shared.error instanceof Problem && (shared.error.status === 401 || shared.error.status === 404);
  const enter = useCallback(
    async (key: Omit<LinkKey, 'linkToken'>) => {
      const view = await openLink({ linkToken: token, ...key });
      sessionStorage.setItem(remembered, view.id);
      setId(view.id);
      if (view.id === id) void shared.refetch();
    },
    [token, remembered, id, shared.refetch],
  );
  if (id === '' || isLocked) return <Locked token={token} enter={enter} />;
  return (
    <main className="shared-page" id="main">
      <Contents id={id} shared={shared} />
    </main>
  );
}

function Locked({ token, enter }: { token: string; enter: (key: Omit<LinkKey, 'linkToken'>) => Promise<void> }) {
  const kept = `acetate-share-request-${token.slice(-12)}`;
  const [problem, setProblem] = useState<unknown>(null);
  // What was not given yet is asked for; only what was given can be wrong.
  const [isFirst, setFirst] = useState(true);
  const [asks, setAsks] = useState<{ mail: boolean; passphrase: boolean }>({ mail: false, passphrase: false });
  const [mail, setMail] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [message, setMessage] = useState('');
  const [requestToken, setRequestToken] = useState(() => localStorage.getItem(kept));
  const attempt = useCallback(
    async (key: Omit<LinkKey, 'linkToken'>) => {
      try {
        await enter(key);
      } catch (error) {
        setProblem(error);
        const type = error instanceof Problem ? error.type : '';
        const wantsMail = type.endsWith('/mail-needed');
        const wantsPassphrase = type.endsWith('/passphrase-needed');
        setFirst((wantsMail && !key.mail) || (wantsPassphrase && !key.passphrase));
        if (wantsMail) setAsks((known) => ({ ...known, mail: true }));
        if (wantsPassphrase) setAsks((known) => ({ ...known, passphrase: true }));
      }
    },
    [enter],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is tried once, as it came
  useEffect(() => {
    void attempt({});
  }, [token]);
  useEffect(() => {
    if (!requestToken) return;
    const look = () => void attempt({ requestToken });
    look();
    const timer = setInterval(look, 10_000);
    return () => clearInterval(timer);
  }, [requestToken, attempt]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt({ mail: asks.mail ? mail : undefined, passphrase: asks.passphrase ? passphrase : undefined });
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    askByLink(token, mail, message)
      .then((answer) => {
        localStorage.setItem(kept, answer.requestToken);
        setRequestToken(answer.requestToken);
      })
      .catch(setProblem);
  };
  const isOver = problem instanceof Problem && (problem.status === 410 || problem.status === 404);
  return (
    <Door>
      {isOver ? null : (
        <form onSubmit={submit} aria-label="Open the link">
          {asks.mail || asks.passphrase ? (
            <p>
              Something was shared with you by this link. It asks for{' '}
              {[asks.mail ? 'your mail name' : '', asks.passphrase ? 'the passphrase that you were given' : '']
                .filter(Boolean)
                .join(' and ')}
              .
            </p>
          ) : null}
          {asks.mail ? (
            <>
              <label htmlFor="mail">Your mail name</label>
              <input id="mail" type="email" required value={mail} onChange={(event) => setMail(event.target.value)} />
            </>
          ) : null}
          {asks.passphrase ? (
            <>
              <label htmlFor="passphrase">Passphrase</label>
              <input
                id="passphrase"
                type="password"
                autoComplete="off"
                required
                value={passphrase}
                onChange={(event) => setPassphrase(event.target.value)}
              />
            </>
          ) : null}
          {asks.mail || asks.passphrase ? (
            <button type="submit" className="primary">
              Open
            </button>
          ) : null}
        </form>
      )}
      {problem && !isFirst ? <ProblemNote error={problem} /> : null}
      {requestToken && !isOver ? <p role="status">You asked to be let in. This page looks by itself.</p> : null}
      {!requestToken && problem instanceof Problem && problem.type.endsWith('/mail-refused') ? (
        <form onSubmit={ask} aria-label="Ask to be let in">
          <label htmlFor="message">Ask who shared it to let you in</label>
          <input id="message" maxLength={1000} value={message} onChange={(event) => setMessage(event.target.value)} />
          <button type="submit">Ask</button>
        </form>
      ) : null}
    </Door>
  );
}
