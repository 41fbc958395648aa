import type { PlannedConform } from '../api/types';
import { bytes } from '../shell/format';
import { PullTable, Sentences } from './PullTable';

/** The pieces of camera originals that a pull delivers. */
export function Pieces({ plan }: { plan: PlannedConform }) {
  return (
    <PullTable
      name="Pieces"
      columns={[
        { label: 'File' },
        { label: 'Clip' },
        { label: 'From' },
        { label: 'To' },
        { label: 'Frames', isNumber: true },
        { label: 'Events', isNumber: true },
        { label: 'Size', isNumber: true },
        { label: 'How, and what to know' },
      ]}
      items={plan.clips}
      cells={(piece) => (
        <>
          <th scope="row">{piece.path}</th>
          <td>{piece.clipName}</td>
          <td className="timecode">{piece.timecodeIn}</td>
          <td className="timecode">{piece.timecodeOut}</td>
          <td className="number">{(piece.range.end - piece.range.start).toLocaleString('en')}</td>
          <td className="number">{piece.events.length.toLocaleString('en')}</td>
          <td className="number">{bytes(piece.bytes)}</td>
          <td>
            <Sentences
              texts={[
                piece.isWhole ? `Copied whole. ${piece.whyWhole}` : 'Cut out.',
                ...piece.notes.map((note) => note.text),
              ]}
            />
          </td>
        </>
      )}
    />
  );
}

/** The production sound that goes with the pictures. */
export function Sound({ plan }: { plan: PlannedConform }) {
  return (
    <PullTable
      name="Sound"
      columns={[
        { label: 'File' },
        { label: 'Roll' },
        { label: 'Slate' },
        { label: 'Events', isNumber: true },
        { label: 'Size', isNumber: true },
        { label: 'Why' },
      ]}
      items={plan.sound}
      cells={(one) => (
        <>
          <th scope="row">{one.path}</th>
          <td>{one.rollName}</td>
          <td>{one.slate || '–'}</td>
          <td className="number">{one.events.length.toLocaleString('en')}</td>
          <td className="number">{bytes(one.bytes)}</td>
          <td>{one.why}</td>
        </>
      )}
    />
  );
}
