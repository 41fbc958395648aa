import type { PlannedPull, Pull } from '../api/types';
import { Bar } from '../shell/Bar';
import { percent } from '../shell/format';
import { PullTable, Sentences } from './PullTable';
import { changeWord, isDelivered, pullWord, toRender } from './words';

/** The plates of a pull, as they were decided and as far as they are made. */
export function Plates({ pull, plan }: { pull: Pull; plan: PlannedPull }) {
  const made = new Map(pull.plates.map((plate) => [plate.place, plate]));
  const isBegun = pull.job !== undefined;
  return (
    <PullTable
      name="Plates"
      columns={[
        { label: 'Plate' },
        { label: 'Change' },
        { label: 'Clip' },
        { label: 'Frames', isNumber: true },
        { label: 'Handles' },
        { label: 'Numbers' },
        { label: 'Size' },
        ...(isBegun ? [{ label: 'Rendered' }] : []),
        { label: 'To know' },
      ]}
      items={plan.plates}
      cells={(plate, index) => {
        const name = `${plate.shot} ${plate.element} v${String(plate.version).padStart(3, '0')}`;
        const progress = made.get(index + 1);
        const fraction = progress ? Math.min(1, progress.made / Math.max(1, toRender(plate))) : 0;
        const { range } = plate;
        return (
          <>
            <th scope="row">{name}</th>
            <td className="change">{changeWord(plate)}</td>
            <td className="of-clip">{plate.clipName}</td>
            {isDelivered(plate) ? (
              <>
                <td className="number">{range.frames.toLocaleString('en')}</td>
                <td className="figures">
                  {range.head}+{range.tail}
                </td>
                <td className="figures">
                  {plate.firstNumber}–{plate.firstNumber + range.frames - 1}
                </td>
                <td className="figures">
                  {plate.width} × {plate.height}
                </td>
              </>
            ) : (
              <td colSpan={4} className="quiet">
                not in this pull
              </td>
            )}
            {isBegun ? (
              <td className="done">
                {progress && isDelivered(plate) ? (
                  <>
                    <Bar
                      fraction={fraction}
                      word={progress.failed ? 'held' : fraction >= 1 ? 'done' : pullWord(pull)}
                      label={`${name}: rendered`}
                    />
                    <span className="number">{percent(fraction)}</span>
                  </>
                ) : (
                  '–'
                )}
              </td>
            ) : null}
            <td>
              {progress?.failed ? <span className="todo">{progress.failed}</span> : null}
              <Sentences texts={[...plate.notes, ...plate.remaining]} />
            </td>
          </>
        );
      }}
    />
  );
}
