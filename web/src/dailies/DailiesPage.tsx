import { useAddress, useShowName } from '../shell/address';
import { moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import './dailies.css';
import { Queue } from './Queue';
import { useDailies } from './queries';
import { RollDailies } from './RollDailies';
import { stateOf } from './words';

/** Dailies of a show: what waits for an operator, and how each roll stands. */
export function DailiesPage() {
  const show = useShowName();
  const rolls = useDailies(show);
  const [open, setOpen] = useAddress('roll');
  return (
    <>
      <h1>Dailies</h1>
      {rolls.error ? <ProblemNote error={rolls.error} retry={() => void rolls.refetch()} /> : null}
      {rolls.isLoading ? <Loading rows={6} height={40} what="the dailies" /> : null}
      {rolls.data?.length === 0 ? (
        <p className="empty">
          No dailies were begun yet. They make themselves when a camera roll is verified, once the show's settings say
          so; <code>acetate dailies make ROLL</code> makes those of one roll now.
        </p>
      ) : null}
      <Queue show={show} />
      {rolls.data && rolls.data.length > 0 ? (
        <section aria-label="Rolls">
          <h2>Rolls</h2>
          <table className="plain-table" aria-label="Dailies by roll">
            <thead>
              <tr>
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
                <th scope="col">Delivered</th>
                <th scope="col">Operator</th>
                <th scope="col">Waits for</th>
              </tr>
            </thead>
            <tbody>
              {rolls.data.map((roll) => (
                <tr key={roll.roll} data-open={roll.roll === open}>
                  <th scope="row">
                    <button
                      type="button"
                      className="plain"
                      aria-expanded={roll.roll === open}
                      onClick={() => setOpen(roll.roll === open ? '' : roll.roll, true)}
                    >
                      {roll.name}
                    </button>
                  </th>
                  <td>{roll.day}</td>
                  <td className="number">{roll.clips}</td>
                  <td className="number">{roll.doubted}</td>
                  <td>
                    <State {...stateOf(roll)} />
                  </td>
                  <td>{roll.dueAt ? moment(roll.dueAt) : ''}</td>
                  <td>{roll.deliveredAt ? moment(roll.deliveredAt) : ''}</td>
                  <td>{roll.assignee}</td>
                  <td>{roll.waits}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {open ? <RollDailies show={show} roll={open} /> : null}
        </section>
      ) : null}
    </>
  );
}
