import type { SearchFacet, SearchSummary } from '../api/types';
import { asks, counted } from './query';

const labels: Record<string, string> = {
  date: 'Day',
  kind: 'Kind',
  unit: 'Unit',
  camera: 'Camera',
  roll: 'Roll',
  scene: 'Scene',
  lens: 'Focal length',
  glass: 'Lens',
  iso: 'ISO',
  rate: 'Rate',
  codec: 'Codec',
  proxy: 'Proxy',
};
const open = new Set(['date', 'kind', 'camera', 'scene']);

/** What there is of what is found, by field: a value that is pressed becomes a term of the search. */
export function Facets({
  summary,
  query,
  toggle,
}: {
  summary: SearchSummary;
  query: string;
  toggle: (term: string) => void;
}) {
  return (
    <div className="facets">
      {summary.isCapped ? (
        <p className="quiet">Counted over {counted(summary.counted, false)} of what is found: at least so many.</p>
      ) : null}
      {summary.facets.map((facet) => (
        <Facet key={facet.field} facet={facet} isCapped={summary.isCapped} query={query} toggle={toggle} />
      ))}
    </div>
  );
}

function Facet({
  facet,
  isCapped,
  query,
  toggle,
}: {
  facet: SearchFacet;
  isCapped: boolean;
  query: string;
  toggle: (term: string) => void;
}) {
  const isAsked = facet.values.some((value) => asks(query, value.term));
  return (
    <details open={open.has(facet.field) || isAsked}>
      <summary>{labels[facet.field] ?? facet.field}</summary>
      <ul>
        {facet.values.map((value) => (
          <li key={value.term}>
            <button type="button" aria-pressed={asks(query, value.term)} onClick={() => toggle(value.term)}>
              <span className="value">{value.value}</span>
              <span className="count">{counted(value.clips, isCapped)}</span>
            </button>
          </li>
        ))}
      </ul>
      {facet.isShortened ? <p className="quiet">There are more; type what you look for.</p> : null}
    </details>
  );
}
