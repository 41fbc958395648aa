import { type FormEvent, useState } from 'react';
import { importReport, useChange } from '../api/queries';
import { ProblemNote } from '../shell/ProblemNote';

/** Camera and sound reports say what was shot; what they name and never comes is late. */
export function ImportReport({ show, day, close }: { show: string; day: string; close: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [on, setOn] = useState(day);
  const bring = useChange(async (report: File) => importReport(show, on, report.name, await report.text()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file) bring.mutate(file);
  };
  return (
    <section className="panel" aria-label="Import a report">
      <header className="panel-head">
        <h2>Import a camera or sound report</h2>
        <button type="button" aria-label="Close import" onClick={close}>
          ✕
        </button>
      </header>
      <form className="row" onSubmit={submit}>
        <label className="grow">
          CSV with a roll, reel or card column
          <input type="file" accept=".csv,text/csv" onChange={(change) => setFile(change.target.files?.[0] ?? null)} />
        </label>
        <label>
          Shoot day, if the report does not say it
          <input type="date" value={on} onChange={(change) => setOn(change.target.value)} />
        </label>
        <button type="submit" disabled={!file || on === '' || bring.isPending || show === ''}>
          Import
        </button>
      </form>
      {bring.error ? <ProblemNote error={bring.error} /> : null}
      {bring.data ? (
        <div role="status">
          <p>
            The report names {bring.data.rolls} {bring.data.rolls === 1 ? 'roll' : 'rolls'}; what of them never arrives
            is called late.
          </p>
        </div>
      ) : null}
    </section>
  );
}
