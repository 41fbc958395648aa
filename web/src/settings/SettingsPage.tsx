import { type FormEvent, useState } from 'react';
import { createShow, useChange, useShows } from '../api/queries';
import { mayDo } from '../pulls/words';
import { useAddress, useShowName } from '../shell/address';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { isGuest, type Me, mayOperate } from '../shell/session';
import { Tabs } from '../shell/Tabs';
import { Account } from './Account';
import { Changes } from './Changes';
import { ExpectedRolls } from './ExpectedRolls';
import { FormatCards } from './FormatCards';
import { Looks } from './Looks';
import { People } from './People';
import { ShowChanges } from './ShowChanges';
import { ShowForm } from './ShowForm';
import { ShowRoles } from './ShowRoles';
import { Sites } from './Sites';
import { Storage } from './Storage';
import { Tokens } from './Tokens';
import './settings.css';

/** What a show asks of its footage, and who may come in. */
export function SettingsPage({ me }: { me: Me }) {
  const shows = useShows();
  const name = useShowName();
  const [tab, setTab] = useAddress('tab', isGuest(me) ? 'account' : 'show');
  const show = shows.data?.find((one) => one.name === name);
  const isAdministrator = me.administrator === true;
  const isOwner = mayDo(me, name).approve;
  if (shows.error) return <ProblemNote error={shows.error} retry={() => void shows.refetch()} />;
  if (shows.isPending)
    return (
      <>
        <h1>Settings and people</h1>
        <Loading rows={10} what="the settings" />
      </>
    );
  return (
    <>
      <h1>{isGuest(me) ? 'Your account' : `Settings and people${show ? `: ${show.title || show.name}` : ''}`}</h1>
      <Tabs
        label="Settings"
        value={tab}
        onChange={setTab}
        tabs={
          isGuest(me)
            ? [
                { id: 'account', label: 'Your account' },
                { id: 'tokens', label: 'Tokens' },
              ]
            : [
                { id: 'show', label: 'Footage' },
                { id: 'looks', label: 'Looks and names' },
                { id: 'cards', label: 'Format cards' },
                { id: 'expected', label: 'Expected rolls' },
                ...(show && mayOperate(me, show.name)
                  ? [
                      { id: 'sites', label: 'Sites' },
                      { id: 'storage', label: 'Storage and budget' },
                    ]
                  : []),
                ...(isAdministrator || isOwner ? [{ id: 'people', label: 'People' }] : []),
                { id: 'tokens', label: 'Tokens' },
                { id: 'changes', label: 'Who changed what' },
                { id: 'new', label: 'New show' },
                { id: 'account', label: 'Your account' },
              ]
        }
      />
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'tokens' ? <Tokens me={me} /> : null}
        {tab === 'account' ? <Account me={me} /> : null}
        {tab === 'people' && isAdministrator ? <People me={me} show={show?.name ?? ''} /> : null}
        {tab === 'people' && !isAdministrator && isOwner && show ? (
          <ShowRoles key={show.name} show={show.name} me={me.name} />
        ) : null}
        {tab === 'new' || (!show && !['account', 'people', 'tokens'].includes(tab)) ? (
          <NewShow first={shows.data.length === 0} />
        ) : null}
        {show && tab === 'show' ? <ShowForm key={show.name} show={show} /> : null}
        {show && tab === 'looks' ? <Looks key={show.name} show={show} /> : null}
        {show && tab === 'cards' ? <FormatCards show={show.name} /> : null}
        {show && tab === 'expected' ? <ExpectedRolls show={show.name} /> : null}
        {show && tab === 'sites' && mayOperate(me, show.name) ? (
          <Sites show={show.name} mayChange={isOwner || isAdministrator} />
        ) : null}
        {show && tab === 'storage' && mayOperate(me, show.name) ? <Storage key={show.name} show={show} /> : null}
        {show && tab === 'changes' ? (
          <>
            <h2>Settings</h2>
            <ShowChanges show={show.name} />
            {isAdministrator ? (
              <>
                <h2>Everything, from the audit log</h2>
                <Changes show={show.name} enabled />
              </>
            ) : null}
          </>
        ) : null}
      </div>
    </>
  );
}

function NewShow({ first }: { first: boolean }) {
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [, setShow] = useAddress('show');
  const make = useChange(() => createShow(name.trim(), title.trim()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(undefined, { onSuccess: (show) => setShow(show.name, true) });
  };
  return (
    <form className="settings" onSubmit={submit}>
      {first ? <p>There is no show yet. Everything that comes in belongs to one.</p> : null}
      <label>
        Short name: letters, digits, - _ and . (it names folders and stays)
        <input value={name} required maxLength={64} onChange={(change) => setName(change.target.value)} />
      </label>
      <label>
        Title
        <input value={title} onChange={(change) => setTitle(change.target.value)} />
      </label>
      <button type="submit" disabled={make.isPending || name.trim() === ''}>
        Make the show
      </button>
      {make.error ? <ProblemNote error={make.error} /> : null}
    </form>
  );
}
