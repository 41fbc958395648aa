import { type FormEvent, type ReactNode, useState } from 'react';
import { createOwnToken, createToken, revokeToken, useChange, useTokens } from '../api/queries';
import { Copy } from '../shell/Copy';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import type { Me } from '../shell/session';
import { say } from '../shell/undo';

const scopes = ['read', 'ingest', 'operate', 'admin', 'metrics', 'station', 'download'];

/** Service tokens: made for a principal, shown once, revoked for good. */
export function Tokens({ me }: { me: Me }) {
  const tokens = useTokens();
  const revoke = useChange(revokeToken);
  return (
    <>
      {me.administrator ? <MakeAny me={me} /> : null}
      {!me.administrator && me.session ? <MakeOwn /> : null}
      {tokens.error ? <ProblemNote error={tokens.error} retry={() => void tokens.refetch()} /> : null}
      {tokens.isPending ? <Loading rows={4} what="the tokens" /> : null}
      {revoke.error ? <ProblemNote error={revoke.error} /> : null}
      {tokens.data ? (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Whose</th>
              <th scope="col">What for</th>
              <th scope="col">May</th>
              <th scope="col">Made</th>
              <th scope="col">Ends</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.map((token) => (
              <tr key={token.id}>
                <th scope="row">{token.principal}</th>
                <td>{token.session ? `session: ${token.title}` : token.title || '–'}</td>
                <td>{token.session ? 'what they may' : token.scopes.join(' ')}</td>
                <td>{moment(token.createdAt)}</td>
                <td>
                  {token.revokedAt
                    ? `revoked ${moment(token.revokedAt)}`
                    : token.expiresAt
                      ? moment(token.expiresAt)
                      : 'never'}
                </td>
                <td>{token.lastUsedAt ? moment(token.lastUsedAt) : '–'}</td>
                <td>
                  {token.revokedAt ? null : (
                    <Revoke
                      name={`${token.principal} ${token.title}`.trim()}
                      onRevoke={() =>
                        revoke.mutate(token.id, { onSuccess: () => say({ message: 'The token is revoked for good.' }) })
                      }
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

/** An administrator makes tokens for anybody, with any scope. */
function MakeAny({ me }: { me: Me }) {
  const [principal, setPrincipal] = useState(me.name);
  const [title, setTitle] = useState('');
  const [days, setDays] = useState('30');
  const [chosen, setChosen] = useState(['read']);
  const make = useChange(createToken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ principal, title, scopes: chosen, days: days === '' ? undefined : Number(days) });
  };
  return (
    <>
      <form className="row" onSubmit={submit}>
        <label>
          Whose
          <input value={principal} required onChange={(change) => setPrincipal(change.target.value)} />
        </label>
        <label className="grow">
          What for
          <input
            value={title}
            placeholder="cart on the main unit"
            onChange={(change) => setTitle(change.target.value)}
          />
        </label>
        <label>
          Days it lasts
          <input
            type="number"
            min={1}
            value={days}
            placeholder="for ever"
            onChange={(change) => setDays(change.target.value)}
          />
        </label>
        <fieldset className="scopes">
          <legend>May</legend>
          {scopes.map((scope) => (
            <label key={scope} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={(change) =>
                  setChosen(change.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                }
              />
              {scope}
            </label>
          ))}
        </fieldset>
        <button type="submit" disabled={make.isPending || chosen.length === 0}>
          Make a token
        </button>
      </form>
      {make.error ? <ProblemNote error={make.error} /> : null}
      {make.data ? <Secret text={make.data.secret} /> : null}
    </>
  );
}

/** Everybody makes tokens of their own, which fetch or read what they themselves may. */
function MakeOwn() {
  const [scope, setScope] = useState<'read' | 'download'>('download');
  const [title, setTitle] = useState('');
  const [days, setDays] = useState('90');
  const make = useChange(createOwnToken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ scope, title: title.trim(), days: Number(days) });
  };
  return (
    <>
      <p className="quiet">
        A token lets a program in as you, without your password: a downloader at your site, or a script.
      </p>
      <form className="row" aria-label="A token of your own" onSubmit={submit}>
        <label>
          For
          <select value={scope} onChange={(change) => setScope(change.target.value as 'read' | 'download')}>
            <option value="download">a downloader: fetches what is yours to fetch</option>
            <option value="read">a script: reads what you may see</option>
          </select>
        </label>
        <label className="grow">
          Where it is used
          <input
            value={title}
            maxLength={200}
            placeholder="the render farm's storage"
            onChange={(change) => setTitle(change.target.value)}
          />
        </label>
        <label>
          Days it lasts
          <input
            type="number"
            min={1}
            max={366}
            required
            value={days}
            onChange={(change) => setDays(change.target.value)}
          />
        </label>
        <button type="submit" disabled={make.isPending}>
          Make a token
        </button>
      </form>
      {make.error ? <ProblemNote error={make.error} /> : null}
      {make.data ? (
        <Secret text={make.data.secret}>
          {make.data.token.scopes.includes('download') ? (
            <>
              {' '}
              Put it into a file that only you can read, and run{' '}
              <code>
                acetate download --server {window.location.origin} --token-file FILE --workspace NAME --to FOLDER
              </code>
              .
            </>
          ) : null}
        </Secret>
      ) : null}
    </>
  );
}

function Secret({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <p className="secret" role="status">
      Copy it now, it is not shown again: <code>{text}</code> <Copy text={text} what="the token" />
      {children}
    </p>
  );
}

/** A revoked token cannot come back, so it asks once more, by name. */
function Revoke({ name, onRevoke }: { name: string; onRevoke: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" aria-label={`Revoke the token of ${name}`} onClick={() => setAsking(true)}>
        Revoke…
      </button>
    );
  return (
    <>
      <button type="button" onClick={onRevoke}>
        Revoke the token of {name}
      </button>{' '}
      <button type="button" onClick={() => setAsking(false)}>
        Keep it
      </button>
    </>
  );
}
