import type { PlannedConform, PlannedPull } from '../api/types';
import { PullTable, Sentences } from './PullTable';
import { FateSign } from './Signs';
import { many } from './words';

/** What became of each event of a cut whose shots are pulled, and why. */
export function VfxEvents({ plan }: { plan: PlannedPull }) {
  const others = plan.events.filter((one) => one.fate === 'not-wanted').length;
  return (
    <>
      {others > 0 ? (
        <p className="quiet">{many(others, 'event belongs', 'events belong')} to no shot that is wanted.</p>
      ) : null}
      <PullTable
        name="Events"
        columns={[{ label: 'Event' }, { label: 'Shot' }, { label: 'Outcome' }, { label: 'Why' }]}
        items={plan.events}
        cells={(one) => (
          <>
            <th scope="row">{one.number || one.id}</th>
            <td>{one.shot}</td>
            <td>
              <FateSign fate={one.fate} />
            </td>
            <td>
              <Sentences texts={[one.why, ...one.notes]} />
            </td>
          </>
        )}
      />
    </>
  );
}

/** What became of each event of a locked cut, and why. */
export function ConformEvents({ plan }: { plan: PlannedConform }) {
  return (
    <PullTable
      name="Events"
      columns={[
        { label: 'Event' },
        { label: 'Record' },
        { label: 'Source' },
        { label: 'Outcome' },
        { label: 'Clip' },
        { label: 'Why' },
      ]}
      items={plan.events}
      cells={(one) => (
        <>
          <th scope="row">
            {one.number || one.id}
            {plan.reels.length > 1 ? <span className="quiet">{one.reel}</span> : null}
          </th>
          <td className="timecode">{one.recordIn}</td>
          <td>
            {one.sourceReel || one.name} <span className="quiet timecode">{one.sourceIn}</span>
          </td>
          <td>
            <FateSign fate={one.fate} />
          </td>
          <td>{one.clipName}</td>
          <td>
            <Sentences
              texts={[
                one.why,
                one.earlier ? `It is in ${one.earlier.package}: ${one.earlier.path}.` : '',
                ...one.notes.map((note) => note.text),
              ]}
            />
          </td>
        </>
      )}
    />
  );
}
