import { useState } from 'react';
import { useFirstClips, useRestoreEstimate } from '../api/queries';
import type { Roll } from '../api/types';
import { useAddress } from '../shell/address';
import { ProblemNote } from '../shell/ProblemNote';

/** More boxes than this are no choice. */
const mostChoices = 200;

/** Where footage comes back to: the library store, which gets what it has lost, or a folder, which gets the roll or a few clips. */
export function RestoreForm({
  roll,
  busy,
  onRestore,
  close,
}: {
  roll: Roll;
  busy: boolean;
  onRestore: (body: unknown, message: string) => void;
  close: () => void;
}) {
  const clips = useFirstClips(roll.id, mostChoices);
  const [only, setOnly] = useAddress('only');
  const [wantsElsewhere, setElsewhere] = useState(false);
  const [folder, setFolder] = useState('');
  const isElsewhere = wantsElsewhere || only !== '';
  const chosen = only === '' ? [] : only.split(',');
  const estimate = useRestoreEstimate(roll.id, isElsewhere, chosen);
  const choose = (name: string, isChosen: boolean) =>
    setOnly((isChosen ? [...chosen, name] : chosen.filter((one) => one !== name)).join(','));
  const inPlace = () => {
    setElsewhere(false);
    setOnly('');
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (!isElsewhere)
      onRestore({}, `What the library store lacks of ${roll.name} is brought back from the archive and verified.`);
    else
      onRestore(
        { to: folder.trim(), clips: chosen },
        `${chosen.length === 0 ? roll.name : chosen.join(', ')} is being restored into ${folder.trim()}; the timeline says when it was read back.`,
      );
  };
  return (
    <form className="restore" onSubmit={submit} aria-label="Restore from the archive">
      <header className="panel-head">
        <h2>Restore {roll.name} from the archive</h2>
        <button type="button" aria-label="Close restore" onClick={close}>
          ✕
        </button>
      </header>
      <label className="check">
        {/* biome-ignore lint/a11y/noAutofocus: the form appears where the person has just pressed */}
        <input type="radio" name="where" autoFocus checked={!isElsewhere} onChange={inPlace} />
        Into the library store: what it has lost of the roll, read back and sealed anew
      </label>
      <label className="check">
        <input type="radio" name="where" checked={isElsewhere} onChange={() => setElsewhere(true)} />
        Into a folder: a verified copy, and the library store stays as it is
      </label>
      {isElsewhere ? (
        <>
          <label className="grow">
            Folder, as the server sees it (it must be there; {roll.name} gets a folder of its own in it)
            <input
              value={folder}
              placeholder="/media/shuttle"
              spellCheck={false}
              onChange={(change) => setFolder(change.target.value)}
            />
          </label>
          <fieldset className="choose">
            <legend>
              {chosen.length === 0
                ? 'The whole roll with its history; choose clips for only those'
                : `Only ${chosen.length} of ${clips.data?.total.toLocaleString('en') ?? '…'} clips`}
            </legend>
            {[...new Set([...chosen, ...(clips.data?.clips.map((clip) => clip.name) ?? [])])].sort().map((name) => (
              <label key={name} className="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={(change) => choose(name, change.target.checked)}
                />
                {name}
              </label>
            ))}
            {clips.data && clips.data.total > clips.data.clips.length ? (
              <p className="quiet">
                The first {mostChoices} clips stand here; any other has <em>Restore this clip</em> beside it under
                Clips.
              </p>
            ) : null}
          </fieldset>
        </>
      ) : null}
      <p className="quiet" role="status">
        {estimate.data?.sentence ?? (estimate.isPending ? 'Counting what would come back …' : '')}
      </p>
      {estimate.error ? <ProblemNote error={estimate.error} /> : null}
      <button type="submit" className="primary" disabled={busy || (isElsewhere && folder.trim() === '')}>
        {!isElsewhere
          ? 'Restore into the library store'
          : chosen.length === 0
            ? `Restore all of ${roll.name}`
            : `Restore ${chosen.length} ${chosen.length === 1 ? 'clip' : 'clips'}`}
      </button>
    </form>
  );
}
