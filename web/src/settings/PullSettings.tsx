import { type FormEvent, useDeferredValue, useState } from 'react';
import type { Show, ShowSettings } from '../api/types';
import { useShowEdit } from './edit';
import { useNamePreview } from './requests';

type PullDefaults = ShowSettings['pulls'];

/** How plates are named and framed where a pull says nothing, with the names that plates of the show would have. */
export function PullSettings({ show, lists }: { show: Show; lists: string[] }) {
  const edit = useShowEdit(show);
  return (
    <>
      <Fields
        key={edit.base.version}
        show={edit.base}
        lists={lists}
        busy={edit.busy}
        touch={edit.touch}
        save={(pulls) => edit.write({ settings: { ...edit.base.settings, pulls } })}
      />
      {edit.problem}
    </>
  );
}

function Fields({
  show,
  lists,
  busy,
  touch,
  save,
}: {
  show: Show;
  lists: string[];
  busy: boolean;
  touch: () => void;
  save: (pulls: PullDefaults) => void;
}) {
  const [pulls, setPulls] = useState(show.settings.pulls);
  const preview = useNamePreview(show.name, useDeferredValue(pulls.plateTemplate.trim()));
  const framing = pulls.framing;
  const frame = (change: Partial<NonNullable<PullDefaults['framing']>>) => {
    if (framing) setPulls({ ...pulls, framing: { ...framing, ...change } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({ ...pulls, plateTemplate: pulls.plateTemplate.trim() });
  };
  const word = (name: 'template' | 'context' | 'canvas' | 'intent', label: string) => (
    <label>
      {label}
      <input
        value={framing?.[name] ?? ''}
        placeholder="the only one"
        spellCheck={false}
        onChange={(change) => frame({ [name]: change.target.value })}
      />
    </label>
  );
  return (
    <form className="settings" aria-label="Names and framing of plates" onSubmit={submit} onChange={touch}>
      <fieldset>
        <legend>Names of plates</legend>
        <label className="wide">
          Template (empty for the usual one)
          <input
            value={pulls.plateTemplate}
            placeholder="{shot}_{element}_v{version:3}/{shot}_{element}_v{version:3}.{frame}.exr"
            spellCheck={false}
            onChange={(change) => setPulls({ ...pulls, plateTemplate: change.target.value })}
          />
        </label>
        <div className="wide name-preview" aria-live="polite">
          {preview.data?.problem ? <p className="todo">{preview.data.problem}</p> : null}
          {preview.data && !preview.data.problem ? (
            <>
              <p className="quiet">
                {preview.data.isExample
                  ? 'The show has no plates yet; this would be one:'
                  : 'The newest plates of the show would be called:'}
              </p>
              <ul>
                {preview.data.names.map((name) => (
                  <li key={name}>
                    <code>{name}</code>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
      </fieldset>
      <fieldset>
        <legend>Framing of plates</legend>
        <label className="check wide">
          <input
            type="checkbox"
            checked={framing !== undefined}
            onChange={(change) =>
              setPulls({
                ...pulls,
                framing: change.target.checked
                  ? { templateFile: '', template: '', context: '', canvas: '', intent: '' }
                  : undefined,
              })
            }
          />
          Plates are framed by the clip's framing decision list (else they have all that was recorded, and the list goes
          with them)
        </label>
        {framing ? (
          <>
            <label>
              Canvas template from
              <select value={framing.templateFile} onChange={(change) => frame({ templateFile: change.target.value })}>
                <option value="">the clip's own list</option>
                {[...new Set([...lists, framing.templateFile])].filter(Boolean).map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            {word('template', 'Canvas template, by its id')}
            {word('intent', 'Framing decision or intent')}
            {word('context', 'Context, by its label')}
            {word('canvas', 'Canvas, by its id')}
          </>
        ) : null}
      </fieldset>
      <p>
        <button type="submit" className="primary" disabled={busy || (preview.data?.problem ?? '') !== ''}>
          Save names and framing
        </button>
      </p>
    </form>
  );
}
