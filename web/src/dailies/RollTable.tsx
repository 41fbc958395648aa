import { Link } from 'react-router';
import type { DailiesSummary } from '../api/types';
import { moment } from '../shell/format';
import { State } from '../shell/State';
import { stateOf } from './words';

/** Dailies by roll: of one show, a roll opens below; of all shows, it leads into its show. */
export function RollTable({
  rolls,
  open = '',
  choose,
  isOfAllShows = false,
}: {
  rolls: DailiesSummary[];
  open?: string;
  choose?: (roll: string) => void;
  isOfAllShows?: boolean;
}) {
  return (
    <table className="plain-table" aria-label={isOfAllShows ? 'Dailies of all shows' : 'Dailies by roll'}>
      <thead>
        <tr>
          {isOfAllShows ? <th scope="col">Show</th> : null}
          <th scope="col">Roll</th>
          <th scope="col">Day</th>
          <th scope="col" className="number">
            Clips
          </th>
          <th scope="col" className="number">
            To look at
          </th>
          <th scope="col">State</th>
          <th scope="col">Due</th>
          <th scope="col">Made by</th>
          <th scope="col">Delivered</th>
          <th scope="col">Operator</th>
          <th scope="col">Waits for</th>
        </tr>
      </thead>
      <tbody>
        {rolls.map((roll) => (
          <tr key={roll.roll} data-open={roll.roll === open}>
            {isOfAllShows ? <td>{roll.show}</td> : null}
            <th scope="row">
              {choose ? (
                <button
                  type="button"
                  className="plain"
                  aria-expanded={roll.roll === open}
                  onClick={() => choose(roll.roll)}
                >
                  {roll.name}
                </button>
              ) : (
                <Link to={`/dailies?show=${encodeURIComponent(roll.show)}&roll=${roll.roll}`}>{roll.name}</Link>
              )}
            </th>
            <td>{roll.day}</td>
            <td className="number">{roll.clips}</td>
            <td className="number">{roll.doubted}</td>
            <td>
              <State {...stateOf(roll)} />
            </td>
            <td>{roll.dueAt ? moment(roll.dueAt) : ''}</td>
            <td>{roll.forecast ? moment(roll.forecast) : ''}</td>
            <td>{roll.deliveredAt ? moment(roll.deliveredAt) : ''}</td>
            <td>{roll.assignee}</td>
            <td>{roll.waits}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
