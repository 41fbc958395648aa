import { type FormEvent, useState } from 'react';
import type { Show, ShowSettings } from '../api/types';
import { useShowEdit } from './edit';

type Dailies = ShowSettings['dailies'];
type Deliverable = Dailies['deliverables'][number];

const codecs = [
  'dnxhr-lb',
  'dnxhr-sq',
  'dnxhr-hq',
  'dnxhd-36',
  'dnxhd-145',
  'prores-proxy',
  'prores-lt',
  'prores-422',
  'prores-hq',
  'h264',
  'h265',
] as const;

const uses: Record<Deliverable['use'], string> = {
  avid: 'Avid: MXF, a file for each track',
  movie: 'Premiere, Resolve: MOV',
  review: 'Review',
};

/** What dailies of the show are: whether they make themselves, what is made, where they go. */
export function DailiesSettings({ show }: { show: Show }) {
  const edit = useShowEdit(show);
  return (
    <>
      <h2>Dailies</h2>
      <Fields
        key={edit.base.version}
        show={edit.base}
        busy={edit.busy}
        touch={edit.touch}
        save={(dailies) => edit.write({ settings: { ...edit.base.settings, dailies } })}
      />
      {edit.problem}
    </>
  );
}

function Fields({
  show,
  busy,
  touch,
  save,
}: {
  show: Show;
  busy: boolean;
  touch: () => void;
  save: (dailies: Dailies) => void;
}) {
  const [dailies, setDailies] = useState(show.settings.dailies);
  const change = (part: Partial<Dailies>) => setDailies({ ...dailies, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(dailies);
  };
  const check = (name: 'isOn' | 'noTimecode' | 'deliversBeforeReview' | 'readsSlates', label: string) => (
    <label className="check wide">
      <input
        type="checkbox"
        checked={dailies[name]}
        onChange={(event) => {
          change({ [name]: event.target.checked });
        }}
      />
      {label}
    </label>
  );
  const text = (name: 'workspace' | 'nameTemplate' | 'gradedIn', label: string, usual: string) => (
    <label>
      {label}
      <input
        value={dailies[name]}
        placeholder={usual}
        spellCheck={false}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </label>
  );
  return (
    <form className="settings" aria-label="Dailies" onSubmit={submit} onChange={touch}>
      <fieldset>
        <legend>When</legend>
        {check('isOn', 'Dailies make themselves when a camera roll is verified')}
        <label>
          From this shoot day on
          <input
            type="date"
            value={dailies.since ?? ''}
            onChange={(event) => change({ since: event.target.value || undefined })}
          />
        </label>
        <label>
          Due so many minutes after the roll was verified
          <input
            type="number"
            min={1}
            value={dailies.dueMinutes ?? ''}
            onChange={(event) => change({ dueMinutes: event.target.value ? Number(event.target.value) : undefined })}
          />
        </label>
        {check('deliversBeforeReview', 'What nobody has to look at is delivered at once; doubted clips follow')}
        {check('readsSlates', 'Slates of clips without scene and take are read, for a person to confirm')}
        {check('noTimecode', 'Cameras have no timecode worth asking: sound is found by slate and by ear alone')}
      </fieldset>
      <fieldset>
        <legend>What</legend>
        <Deliverables all={dailies.deliverables} set={(deliverables) => change({ deliverables })} />
        {text('nameTemplate', 'Names of files', '{clip}')}
        {text('gradedIn', 'CDLs of the set were made in', 'ACEScct')}
        {text('workspace', 'Delivered into the workspace', 'editorial')}
      </fieldset>
      <p>
        <button type="submit" className="primary" disabled={busy}>
          Save dailies
        </button>
      </p>
    </form>
  );
}

function Deliverables({ all, set }: { all: readonly Deliverable[]; set: (all: Deliverable[]) => void }) {
  const put = (at: number, part: Partial<Deliverable>) =>
    set(all.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div className="wide">
      {all.length === 0 ? (
        <p className="quiet">The usual: DNxHR LB for Avid, and an H.264 movie with burn-ins for review.</p>
      ) : (
        <table className="plain-table" aria-label="Deliverables">
          <thead>
            <tr>
              <th scope="col">Folder</th>
              <th scope="col">For</th>
              <th scope="col">Codec</th>
              <th scope="col">Width</th>
              <th scope="col">Height</th>
              <th scope="col">Burn-ins</th>
              <th scope="col">
                <span className="unseen">Take off</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((one, at) => (
              // Names are typed: the place is what stays the same.
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
              <tr key={at}>
                <td>
                  <input
                    aria-label={`Folder of deliverable ${at + 1}`}
                    value={one.name}
                    onChange={(event) => put(at, { name: event.target.value })}
                  />
                </td>
                <td>
                  <select
                    aria-label={`Use of ${one.name}`}
                    value={one.use}
                    onChange={(event) => put(at, { use: event.target.value as Deliverable['use'] })}
                  >
                    {Object.entries(uses).map(([value, label]) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <select
                    aria-label={`Codec of ${one.name}`}
                    value={one.codec}
                    onChange={(event) => put(at, { codec: event.target.value })}
                  >
                    {[...new Set([...codecs, one.codec])].map((codec) => (
                      <option key={codec}>{codec}</option>
                    ))}
                  </select>
                </td>
                {(['width', 'height'] as const).map((side) => (
                  <td key={side}>
                    <input
                      type="number"
                      min={16}
                      max={8192}
                      aria-label={`${side === 'width' ? 'Width' : 'Height'} of ${one.name}`}
                      value={one[side]}
                      onChange={(event) => put(at, { [side]: Number(event.target.value) })}
                    />
                  </td>
                ))}
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Burn-ins of ${one.name}`}
                    checked={one.burnIns}
                    onChange={(event) => put(at, { burnIns: event.target.checked })}
                  />
                </td>
                <td>
                  <button type="button" onClick={() => set(all.filter((_, index) => index !== at))}>
                    Take off
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button
        type="button"
        onClick={() =>
          set([
            ...all,
            {
              name: `deliverable${all.length + 1}`,
              use: 'review',
              codec: 'h264',
              width: 1920,
              height: 1080,
              burnIns: false,
            },
          ])
        }
      >
        Add a deliverable
      </button>
    </div>
  );
}
