import { useAddress, useShowName } from '../shell/address';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import './dailies.css';
import { Queue } from './Queue';
import { useDailies, useDailiesBoard } from './queries';
import { RollDailies } from './RollDailies';
import { RollTable } from './RollTable';
import { Slates } from './Slates';
import { standing } from './words';

/** Dailies of a show: what waits for an operator, and how each roll stands. */
export function DailiesPage() {
  const show = useShowName();
  const rolls = useDailies(show);
  const [open, setOpen] = useAddress('roll');
  const [shows, setShows] = useAddress('shows');
  const isBoard = shows === 'all';
  const board = useDailiesBoard(isBoard);
  return (
    <>
      <h1>Dailies</h1>
      <div className="row">
        <button type="button" aria-pressed={isBoard} onClick={() => setShows(isBoard ? '' : 'all', true)}>
          All shows
        </button>
      </div>
      {board.error ? <ProblemNote error={board.error} retry={() => void board.refetch()} /> : null}
      {isBoard && board.data ? (
        <section aria-label="All shows">
          <h2>
            All shows <span className="quiet">{standing(board.data)}</span>
          </h2>
          {board.data.length > 0 ? <RollTable rolls={board.data} isOfAllShows /> : null}
        </section>
      ) : null}
      {rolls.error ? <ProblemNote error={rolls.error} retry={() => void rolls.refetch()} /> : null}
      {rolls.isLoading ? <Loading rows={6} height={40} what="the dailies" /> : null}
      {rolls.data?.length === 0 ? (
        <p className="empty">
          No dailies were begun yet. They make themselves when a camera roll is verified, once the show's settings say
          so; <code>acetate dailies make ROLL</code> makes those of one roll now.
        </p>
      ) : null}
      <Queue show={show} />
      <Slates show={show} />
      {rolls.data && rolls.data.length > 0 ? (
        <section aria-label="Rolls">
          <h2>Rolls</h2>
          <RollTable rolls={rolls.data} open={open} choose={(roll) => setOpen(roll === open ? '' : roll, true)} />
          {open ? <RollDailies show={show} roll={open} /> : null}
        </section>
      ) : null}
    </>
  );
}
