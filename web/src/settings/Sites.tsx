import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useChange } from '../api/queries';
import type { IngestSite } from '../api/types';
import { rate as perSecond } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { say } from '../shell/undo';
import { clearSite, setSite, sitesQuery } from './requests';

/** The places from which cards of a show come in: what each brings now, what it may take of its line, and whose work goes first. */
export function Sites({ show, mayChange }: { show: string; mayChange: boolean }) {
  const sites = useQuery(sitesQuery(show));
  if (sites.error) return <ProblemNote error={sites.error} retry={() => void sites.refetch()} />;
  if (!sites.data) return <Loading rows={4} what="the sites" />;
  return (
    <>
      {sites.data.length === 0 ? (
        <p className="empty">
          No card came in from a named site yet. <code>acetate station --site NAME</code> and{' '}
          <code>acetate ingest --site NAME</code> say where they are.
        </p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col" className="number">
                Uploads
              </th>
              <th scope="col" className="number">
                They bring
              </th>
              <th scope="col" className="number">
                Open jobs
              </th>
              <th scope="col">Together they may take, and their work goes first by</th>
            </tr>
          </thead>
          <tbody>
            {sites.data.map((site) => (
              <Line key={`${site.name} ${site.bytesPerSecond} ${site.priority}`} site={site} mayChange={mayChange} />
            ))}
          </tbody>
        </table>
      )}
      {mayChange ? <NewSite show={show} /> : null}
    </>
  );
}

const bytesOf = (megabytes: string) => (megabytes.trim() === '' ? null : Math.round(Number(megabytes) * 1e6));

const megabytesOf = (site: IngestSite) => (site.bytesPerSecond ? String(site.bytesPerSecond / 1e6) : '');

function Line({ site, mayChange }: { site: IngestSite; mayChange: boolean }) {
  const [rate, setRate] = useState(megabytesOf(site));
  const [priority, setPriority] = useState(String(site.priority));
  const change = useChange((wish: { rate: string; priority: string }) =>
    setSite(site.show, site.name, bytesOf(wish.rate), Number(wish.priority)),
  );
  const clear = useChange(() => clearSite(site.show, site.name));
  const before = { rate: megabytesOf(site), priority: String(site.priority) };
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { rate, priority },
      {
        onSuccess: () =>
          say({
            message: `Uploads from ${site.name} keep to it within seconds.`,
            undo: () => (site.setBy === '' ? clear.mutateAsync(undefined) : change.mutateAsync(before)),
          }),
      },
    );
  };
  return (
    <tr>
      <th scope="row">{site.name}</th>
      <td className="number">{site.uploads}</td>
      <td className="number">{site.uploads > 0 ? perSecond(site.arriving) : '–'}</td>
      <td className="number">{site.openJobs}</td>
      <td>
        {mayChange ? (
          <form className="row" onSubmit={save}>
            <Fields name={site.name} rate={rate} setRate={setRate} priority={priority} setPriority={setPriority} />
            <button type="submit" aria-label={`Save ${site.name}`} disabled={change.isPending}>
              Save
            </button>
          </form>
        ) : (
          `${site.bytesPerSecond ? perSecond(site.bytesPerSecond) : 'what the line gives'}, ${site.priority}`
        )}
        {site.setBy ? <span className="quiet"> {site.setBy}</span> : null}
        {change.error ? <ProblemNote error={change.error} /> : null}
      </td>
    </tr>
  );
}

function NewSite({ show }: { show: string }) {
  const [name, setName] = useState('');
  const [rate, setRate] = useState('');
  const [priority, setPriority] = useState('0');
  const make = useChange(() => setSite(show, name.trim(), bytesOf(rate), Number(priority)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(undefined, { onSuccess: () => setName('') });
  };
  return (
    <form className="row" onSubmit={submit}>
      <label>
        Another site
        <input value={name} required maxLength={64} onChange={(change) => setName(change.target.value)} />
      </label>
      <Fields name="another site" rate={rate} setRate={setRate} priority={priority} setPriority={setPriority} />
      <button type="submit" disabled={make.isPending || name.trim() === ''}>
        Say so
      </button>
      {make.error ? <ProblemNote error={make.error} /> : null}
    </form>
  );
}

function Fields({
  name,
  rate,
  setRate,
  priority,
  setPriority,
}: {
  name: string;
  rate: string;
  setRate: (value: string) => void;
  priority: string;
  setPriority: (value: string) => void;
}) {
  return (
    <>
      <label>
        <span className="unit">
          <input
            type="number"
            min={0.000001}
            step="any"
            aria-label={`MB/s for ${name}`}
            value={rate}
            placeholder="all"
            onChange={(change) => setRate(change.target.value)}
          />
          MB/s
        </span>
      </label>
      <label>
        <span className="unit">
          <input
            type="number"
            min={-100}
            max={100}
            step={1}
            required
            aria-label={`Priority of ${name}`}
            value={priority}
            onChange={(change) => setPriority(change.target.value)}
          />
          ahead
        </span>
      </label>
    </>
  );
}
