import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client';
import type { CapacityAnswer, CapacityKindList } from '../api/types';
import { useAddress } from '../shell/address';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { WorkPages } from './WorkPages';
import './jobs.css';

const fields = [
  { id: 'plates', label: 'Plates', most: 1_000_000, first: '1000' },
  { id: 'framesEach', label: 'Frames of each, handles included', most: 100_000, first: '120' },
  { id: 'nodes', label: 'Machines', most: 10_000, first: '4' },
  { id: 'cores', label: 'Cores of each', most: 1_024, first: '32' },
] as const;

/** How long so many plates would take on so many machines, from what such plates took here. */
export function CapacityPage() {
  const [asked, setAsked] = useAddress('asked');
  const kinds = useQuery({
    queryKey: ['capacity kinds'],
    queryFn: ({ signal }) => call<CapacityKindList>('/api/capacity/kinds', { signal }),
  });
  return (
    <>
      <h1>Capacity</h1>
      <WorkPages />
      <p>How long would so many plates take on so many machines, at the pace of the pulls that were made here?</p>
      {kinds.error ? <ProblemNote error={kinds.error} retry={() => void kinds.refetch()} /> : null}
      {kinds.isPending ? <Loading rows={6} what="what was measured" /> : null}
      {kinds.data?.kinds.length === 0 ? (
        <p className="empty">
          No plate was ever made here, so nobody can say. Make a small VFX pull of your own footage, some plates of a
          few seconds: when it is delivered, its steps have been measured.
        </p>
      ) : null}
      {kinds.data && kinds.data.kinds.length > 0 ? (
        <>
          <Question kinds={kinds.data} asked={asked} ask={setAsked} />
          {asked ? <Answer asked={asked} /> : null}
        </>
      ) : null}
    </>
  );
}

function Question({ kinds, asked, ask }: { kinds: CapacityKindList; asked: string; ask: (question: string) => void }) {
  const before = new URLSearchParams(asked);
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(fields.map((field) => [field.id, before.get(field.id) ?? field.first])),
  );
  const [kind, setKind] = useState(() =>
    Math.max(
      0,
      kinds.kinds.findIndex((one) => one.source === before.get('source') && one.made === before.get('made')),
    ),
  );
  // An answer that stands below other numbers than it was given for would be taken for theirs.
  const change = (set: () => void) => {
    set();
    if (asked) ask('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { source = '', made = '' } = kinds.kinds[kind] ?? {};
    ask(new URLSearchParams({ ...values, source, made }).toString());
  };
  return (
    <form className="settings" onSubmit={submit}>
      <fieldset>
        <legend>Plates and machines</legend>
        {fields.map((field) => (
          <label key={field.id}>
            {field.label}
            <input
              type="number"
              min={1}
              max={field.most}
              required
              value={values[field.id]}
              onChange={(typed) => change(() => setValues({ ...values, [field.id]: typed.target.value }))}
            />
          </label>
        ))}
        <label>
          Plates like
          <select value={kind} onChange={(chosen) => change(() => setKind(Number(chosen.target.value)))}>
            {kinds.kinds.map((one, index) => (
              <option key={`${one.source} ${one.made}`} value={index}>
                {one.source} as {one.made}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
      <p>
        <button type="submit" className="primary">
          How long?
        </button>
      </p>
    </form>
  );
}

function Answer({ asked }: { asked: string }) {
  const answer = useQuery({
    queryKey: ['capacity', asked],
    queryFn: ({ signal }) => call<CapacityAnswer>(`/api/capacity?${asked}`, { signal }),
  });
  return (
    <section aria-label="Answer" aria-live="polite">
      {answer.error ? <ProblemNote error={answer.error} retry={() => void answer.refetch()} /> : null}
      {answer.data?.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  );
}
