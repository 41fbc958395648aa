import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Link, NavLink, useNavigate } from 'react-router';
import { useShows } from '../api/queries';
import { useAddress, useShowName } from './address';
import { useConnection, useLiveUpdates } from './events';
import { activeKeys, useKeys } from './keys';
import { isGuest, type Me, signOut } from './session';
import { surrounds, useLook } from './theme';
import { Said } from './undo';

const places = [
  { path: '/', label: 'Today', key: 't' },
  { path: '/ingest', label: 'Ingest', key: 'g' },
  { path: '/library', label: 'Library', key: 'y' },
  { path: '/dailies', label: 'Dailies', key: 'q' },
  { path: '/cuts', label: 'Cuts', key: 'e' },
  { path: '/pulls', label: 'Pulls', key: 'p' },
  { path: '/returns', label: 'Returns', key: 'r' },
  { path: '/workspaces', label: 'Workspaces', key: 'w' },
  { path: '/shares', label: 'Shares', key: 'd' },
  { path: '/jobs', label: 'Jobs', key: 'b' },
  { path: '/activity', label: 'Activity', key: 'h' },
  { path: '/settings', label: 'Settings and people', key: 's' },
] as const;

/** The frame around every place: navigation, who is signed in, whether the page is live, and the list of keys. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  useLiveUpdates();
  const navigate = useNavigate();
  const show = useShowName();
  const seen = useMemo(() => placesOf(me), [me]);
  const [help, setHelp] = useState(false);
  const [look, setLook] = useLook();

  useKeys(
    useMemo(
      () => [
        { key: '?', does: 'show or hide this list', run: () => setHelp((shown) => !shown) },
        ...seen.map((place) => ({
          key: place.key,
          does: `go to ${place.label}`,
          run: () => void navigate(at(place.path, show)),
        })),
      ],
      [navigate, seen, show],
    ),
  );

  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <nav aria-label="Places" className="places">
        <Link to="/" className="brand">
          Acetate
        </Link>
        <ShowChoice show={show} />
        <ul>
          {seen.map((place) => (
            <li key={place.path}>
              <NavLink to={at(place.path, show)} end={place.path === '/'}>
                <span>{place.label}</span>
                <kbd>{place.key}</kbd>
              </NavLink>
            </li>
          ))}
        </ul>
        <div className="foot">
          <Live />
          <label className="look">
            <span>Theme</span>
            <select
              value={look.theme}
              onChange={(change) => setLook({ theme: change.target.value as 'dark' | 'light' })}
            >
              <option>dark</option>
              <option>light</option>
            </select>
          </label>
          <label className="look">
            <span>Surround</span>
            <select
              value={look.surround}
              onChange={(change) => setLook({ surround: change.target.value as (typeof surrounds)[number] })}
            >
              {surrounds.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <p className="who">
            <span>{me.name}</span>
            <button type="button" onClick={() => void signOut().then(() => window.location.reload())}>
              Sign out
            </button>
          </p>
          <button type="button" className="plain" onClick={() => setHelp(true)}>
            Keys <kbd>?</kbd>
          </button>
        </div>
      </nav>
      <main id="main" tabIndex={-1}>
        <Lost />
        {children}
      </main>
      <Said />
      {help ? <Keys close={() => setHelp(false)} /> : null}
    </div>
  );
}

/** Where somebody can go: a guest of a show has its workspace and an account. */
function placesOf(me: Me) {
  if (!isGuest(me)) return places;
  return places
    .filter((place) => ['/workspaces', '/shares', '/settings'].includes(place.path))
    .map((place) => (place.path === '/settings' ? { ...place, label: 'Your account' } : place));
}

function at(path: string, show: string): string {
  return path === '/' || show === '' ? path : `${path}?show=${encodeURIComponent(show)}`;
}

function ShowChoice({ show }: { show: string }) {
  const shows = useShows();
  const [, setShow] = useAddress('show');
  if (!shows.data || shows.data.length === 0) return null;
  return (
    <label className="show-choice">
      <span className="hidden">Show</span>
      <select value={show} onChange={(change) => setShow(change.target.value, true)}>
        {shows.data.map((one) => (
          <option key={one.name} value={one.name}>
            {one.title || one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Live() {
  const connection = useConnection();
  const words = { connecting: 'connecting…', live: 'live', lost: 'not live' };
  return (
    <p className="live" data-connection={connection} role="status">
      {words[connection]}
    </p>
  );
}

function Lost() {
  if (useConnection() !== 'lost') return null;
  return (
    <p className="lost" role="alert">
      The server cannot be reached. Nothing that was started is lost: it goes on there, or when the server is back. This
      page shows what it knew last and tries again.
    </p>
  );
}

/** A modal dialog: it holds the focus, gives it back where it was, and Escape closes it. */
function Keys({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog className="keys" ref={dialog} aria-label="Keys" onClose={close}>
      <h2>Keys</h2>
      <dl>
        {[...activeKeys(), ...everywhere].map((binding) => (
          <div key={`${binding.key} ${binding.does}`}>
            <dt>
              <kbd>{binding.key === ' ' ? 'Space' : binding.key}</kbd>
            </dt>
            <dd>{binding.does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}

/** What the browser does by itself, and who works without a mouse should know. */
const everywhere = [
  { key: 'Tab', does: 'the next button, link or field; with Shift the one before' },
  { key: 'Enter', does: 'press it' },
];
