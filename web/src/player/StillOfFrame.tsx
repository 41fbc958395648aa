import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { call } from '../api/client';
import { useChange } from '../api/queries';
import type { Still, StillOrder } from '../api/types';
import { useShowDocuments } from '../settings/requests';
import { useAddress } from '../shell/address';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';

/** The ways a frame can be had: what it is written as, and the encoding that it is delivered in. */
const ways: { name: string; kind: NonNullable<StillOrder['kind']>; to?: string }[] = [
  { name: 'to look at: Rec.709', kind: 'png' },
  { name: 'to look at: sRGB', kind: 'png', to: 'sRGB' },
  { name: 'to look at: P3-D65', kind: 'png', to: 'P3-D65' },
  { name: 'to send: Rec.709, JPEG', kind: 'jpeg' },
  { name: 'to work on: ACES2065-1, OpenEXR', kind: 'exr' },
  { name: 'to work on: ACEScg, OpenEXR', kind: 'exr', to: 'ACEScg' },
];

/** A frame of the camera original itself, at full size, rendered when somebody asks: with every transform that made it look so. */
export function StillOfFrame({
  clip,
  show,
  frame,
  label,
}: {
  clip: string;
  show: string;
  frame: number;
  label: string;
}) {
  // The address names clip and still: that of another clip is not this one's.
  const [named, setNamed] = useAddress('still');
  const id = named.startsWith(`${clip}.`) ? named.slice(clip.length + 1) : '';
  const [way, setWay] = useState(0);
  const [index, setIndex] = useState('');
  const [look, setLook] = useState('show');
  const looks = (useShowDocuments(show).data ?? []).filter((one) => one.kind !== 'fdl' && !one.removedAt);
  const field = useId();
  const order = useChange((body: StillOrder) => call<Still>(`/api/clips/${clip}/stills`, { method: 'POST', body }));
  const still = useQuery({
    queryKey: ['still', clip, id],
    enabled: id !== '',
    queryFn: ({ signal }) => call<Still>(`/api/clips/${clip}/stills/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 700 : false),
    retry: false,
  });
  const chosen = ways[way] ?? ways[0];
  return (
    <section className="still" aria-label="A frame at full size">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          order.mutate(
            {
              frame,
              kind: chosen?.kind,
              to: chosen?.to,
              // What is worked on has no look in its pixels.
              look: look === '' || chosen?.kind === 'exr' ? undefined : look,
              exposureIndex: index === '' ? undefined : Number(index),
            },
            { onSuccess: (made) => setNamed(`${clip}.${made.id}`) },
          );
        }}
      >
        <label htmlFor={`${field}-way`}>
          As
          <select id={`${field}-way`} value={way} onChange={(change) => setWay(Number(change.target.value))}>
            {ways.map((one, at) => (
              <option key={one.name} value={at}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        {chosen?.kind === 'exr' ? null : (
          <label htmlFor={`${field}-look`}>
            Look
            <select id={`${field}-look`} value={look} onChange={(change) => setLook(change.target.value)}>
              <option value="show">the clip's, as in its dailies</option>
              <option value="">none: the camera's own colour</option>
              {looks.map((one) => (
                <option key={one.id} value={one.name}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label htmlFor={`${field}-index`}>
          Exposure index
          <input
            id={`${field}-index`}
            type="number"
            min={1}
            max={1_000_000}
            placeholder="as recorded"
            value={index}
            onChange={(change) => setIndex(change.target.value)}
          />
        </label>
        <button type="submit" disabled={order.isPending}>
          Render {label}
        </button>
      </form>
      {order.error ? <ProblemNote error={order.error} /> : null}
      {still.error ? <ProblemNote error={still.error} /> : null}
      {still.data ? <Shown still={still.data} /> : null}
    </section>
  );
}

function Shown({ still }: { still: Still }) {
  const address = `/api/clips/${still.clip}/stills/${still.id}/picture`;
  const [isWhole, setWhole] = useState(true);
  if (still.state === 'waiting')
    return (
      <p role="status">
        <State word="running" /> Frame {still.frame} is being rendered.
      </p>
    );
  if (still.state === 'failed')
    return (
      <p role="status">
        <State word="failed" /> {still.reason} {still.advice}
      </p>
    );
  return (
    <>
      {still.kind === 'exr' ? null : (
        <button
          type="button"
          className="still-picture"
          data-whole={isWhole}
          aria-label={isWhole ? 'Show every pixel' : 'Show the whole frame'}
          onClick={() => setWhole(!isWhole)}
        >
          <img src={address} alt={`Frame ${still.frame} at full size`} />
        </button>
      )}
      <p>
        <a href={`${address}?save=true`} download={still.fileName}>
          Save {still.fileName}
        </a>
      </p>
      {(still.warnings ?? []).map((warning) => (
        <p key={warning}>▲ {warning}</p>
      ))}
      <details>
        <summary>Why it looks so</summary>
        <ol className="recipe">
          {(still.recipe ?? []).map((step, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the recipe of a picture never changes
            <li key={place}>
              <strong>{step.stage}</strong> {step.name}
              {step.reason ? <span className="quiet"> {step.reason}</span> : null}
              <span className="quiet">
                {Object.entries(step.parameters ?? {})
                  .map(([name, value]) => ` ${name} ${value}`)
                  .join(',')}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}
