import { type ReactNode, useMemo, useState } from 'react';
import { NavLink, useNavigate } from 'react-router';
import { useConnection, useLiveUpdates } from './events';
import { activeKeys, useKeys } from './keys';
import { type Me, signOut } from './session';

const places = [
  { path: '/', label: 'Today', key: 't' },
  { path: '/ingest', label: 'Ingest', key: 'i' },
  { path: '/jobs', label: 'Jobs', key: 'b' },
  { path: '/settings', label: 'Show settings', key: 's' },
] as const;

const surrounds = ['dark', 'grey', 'black'] as const;

/** The frame around every place: navigation, who is signed in, whether the page is live, and the list of keys. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  useLiveUpdates();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);

  useKeys(
    useMemo(
      () => [
        { key: '?', does: 'show or hide this list', run: () => setHelp((shown) => !shown) },
        { key: 'Escape', does: 'close', run: () => setHelp(false) },
        ...places.map((place) => ({
          key: place.key,
          does: `go to ${place.label}`,
          run: () => void navigate(place.path),
        })),
      ],
      [navigate],
    ),
  );

  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <nav aria-label="Places" className="places">
        <p className="brand">Acetate</p>
        <ul>
          {places.map((place) => (
            <li key={place.path}>
              <NavLink to={place.path} end={place.path === '/'}>
                {place.label}
              </NavLink>
            </li>
          ))}
        </ul>
        <div className="foot">
          <Live />
          <Surround />
          <p className="quiet">{me.name}</p>
          <button type="button" onClick={() => void signOut().then(() => window.location.reload())}>
            Sign out
          </button>
        </div>
      </nav>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {help ? <Keys close={() => setHelp(false)} /> : null}
    </div>
  );
}

function Live() {
  const connection = useConnection();
  const words = { connecting: 'connecting…', live: 'live', lost: 'not live: trying to reach the server' };
  return (
    <p className="live" data-connection={connection} role="status">
      {words[connection]}
    </p>
  );
}

function Surround() {
  const [value, setValue] = useState(() => window.localStorage.getItem('surround') ?? 'dark');
  document.documentElement.dataset.surround = value;
  return (
    <label className="surround">
      <span>Surround</span>
      <select
        value={value}
        onChange={(change) => {
          window.localStorage.setItem('surround', change.target.value);
          setValue(change.target.value);
        }}
      >
        {surrounds.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function Keys({ close }: { close: () => void }) {
  return (
    <div className="keys" role="dialog" aria-modal="true" aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {activeKeys().map((binding) => (
          <div key={binding.key}>
            <dt>
              <kbd>{binding.key}</kbd>
            </dt>
            <dd>{binding.does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={close}>
        Close
      </button>
    </div>
  );
}
