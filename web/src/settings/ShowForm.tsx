import { type FormEvent, useState } from 'react';
import type { Show, ShowSettings } from '../api/types';
import { useShowEdit } from './edit';
import { MailTargets } from './MailTargets';
import { mailOf, rowsOf } from './mail';
import { hooksOf, listOf, textOfHooks } from './text';

/** What a show asks of its footage, as one form; what is saved can be taken back at once. */
export function ShowForm({ show }: { show: Show }) {
  const edit = useShowEdit(show);
  return (
    <>
      <Fields key={edit.base.version} show={edit.base} busy={edit.busy} touch={edit.touch} write={edit.write} />
      {edit.problem}
    </>
  );
}

function Fields({
  show,
  busy,
  touch,
  write,
}: {
  show: Show;
  busy: boolean;
  touch: () => void;
  write: (change: { title: string; settings: ShowSettings }) => void;
}) {
  const [title, setTitle] = useState(show.title);
  const [settings, setSettings] = useState(show.settings);
  const [hooks, setHooks] = useState(textOfHooks(show.settings.webhooks));
  const [mail, setMail] = useState(() => rowsOf(show.settings.mail));
  const set = (change: Partial<ShowSettings>) => setSettings({ ...settings, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write({
      title,
      settings: {
        ...settings,
        webhooks: hooksOf(hooks),
        mail: mailOf(mail),
      },
    });
  };
  const { specification, policy, targets } = settings;
  const minutes = (name: keyof typeof targets, label: string) => (
    <label>
      {label}
      <span className="unit">
        <input
          type="number"
          min={1}
          value={targets[name] ?? ''}
          placeholder="not asked"
          onChange={(change) =>
            set({ targets: { ...targets, [name]: change.target.value === '' ? null : Number(change.target.value) } })
          }
        />
        minutes
      </span>
    </label>
  );
  return (
    <form className="settings" onSubmit={submit} onChange={touch}>
      <fieldset>
        <legend>The show</legend>
        <label>
          Title
          <input value={title} onChange={(change) => setTitle(change.target.value)} />
        </label>
        <label>
          Project frame rate, as a ratio
          <input
            value={settings.frameRate}
            placeholder="24000/1001"
            onChange={(change) => set({ frameRate: change.target.value })}
          />
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={settings.oneShootDayPerSubmission}
            onChange={(change) => set({ oneShootDayPerSubmission: change.target.checked })}
          />
          One shoot day per drive
        </label>
      </fieldset>
      <fieldset>
        <legend>Safe to format when</legend>
        <label>
          Verified copies
          <input
            type="number"
            min={1}
            max={9}
            value={policy.copies}
            onChange={(change) => set({ policy: { ...policy, copies: Number(change.target.value) } })}
          />
        </label>
        <label>
          In different places
          <input
            type="number"
            min={1}
            max={9}
            value={policy.places}
            onChange={(change) => set({ policy: { ...policy, places: Number(change.target.value) } })}
          />
        </label>
        <label>
          Hash formats
          <List
            value={settings.hashFormats}
            placeholder="xxh128, md5"
            onChange={(value) => set({ hashFormats: value })}
          />
        </label>
      </fieldset>
      <fieldset>
        <legend>In time when, from being found</legend>
        {minutes('cardToLibraryMinutes', 'Copy 1 is verified')}
        {minutes('cardToProxyMinutes', 'Every clip has its proxy')}
        {minutes('cardToArchiveMinutes', 'Copy 2 is verified')}
      </fieldset>
      <fieldset>
        <legend>Clips must be (empty: anything)</legend>
        <label>
          Codecs
          <List
            value={specification.codecs}
            placeholder="prores, cfa"
            onChange={(codecs) => set({ specification: { ...specification, codecs } })}
          />
        </label>
        <label>
          Sizes
          <List
            value={specification.sizes}
            placeholder="4096x2160"
            onChange={(sizes) => set({ specification: { ...specification, sizes } })}
          />
        </label>
        <label>
          Rates
          <List
            value={specification.rates}
            placeholder="24000/1001, 25/1"
            onChange={(rates) => set({ specification: { ...specification, rates } })}
          />
        </label>
      </fieldset>
      <fieldset>
        <legend>Who is told</legend>
        <label className="wide">
          Webhooks: an address a line; event kinds after it; the variable with the signing key after #
          <textarea
            rows={3}
            value={hooks}
            spellCheck={false}
            placeholder="https://tools.example/hook roll.held roll.complete #HOOK_KEY"
            onChange={(change) => setHooks(change.target.value)}
          />
        </label>
        <MailTargets
          rows={mail}
          onChange={(rows) => {
            setMail(rows);
            touch();
          }}
        />
      </fieldset>
      <p>
        <button type="submit" className="primary" disabled={busy}>
          Save
        </button>{' '}
        <span className="quiet">The change is written down under your name; "Who changed what" takes it back.</span>
      </p>
    </form>
  );
}

/** A list as text between commas; it is read when the field is left, so that typing is not disturbed. */
function List({
  value,
  placeholder,
  onChange,
}: {
  value: string[];
  placeholder: string;
  onChange: (value: string[]) => void;
}) {
  const [text, setText] = useState(value.join(', '));
  return (
    <input
      value={text}
      placeholder={placeholder}
      spellCheck={false}
      onChange={(change) => {
        setText(change.target.value);
        onChange(listOf(change.target.value));
      }}
    />
  );
}
