import { useState } from 'react';
import { download } from '../api/client';
import { ProblemNote } from '../shell/ProblemNote';
import { listAddress, type Search } from './requests';

const forms = [
  ['ale', 'Avid log (.ale)'],
  ['csv', 'Table (.csv)'],
  ['otio', 'OpenTimelineIO (.otio)'],
  ['fcpxml', 'FCPXML (.fcpxml)'],
] as const;

/** What is found as a bin for other programs. A list that cannot hold a clip says which one, and how to leave it out. */
export function Export({ search }: { search: Search }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const write = async (form: string) => {
    setBusy(form);
    setError(null);
    try {
      await download(listAddress(search, form), `Clips.${form}`);
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy('');
    }
  };
  return (
    <details className="column-choice">
      <summary>Export</summary>
      <fieldset>
        <legend>What is found, as</legend>
        {forms.map(([form, label]) => (
          <button key={form} type="button" disabled={busy !== ''} onClick={() => void write(form)}>
            {busy === form ? 'Writing…' : label}
          </button>
        ))}
        {error ? <ProblemNote error={error} /> : null}
      </fieldset>
    </details>
  );
}
