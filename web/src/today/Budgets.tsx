import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { BudgetUse, Show } from '../api/types';
import { mayDo } from '../pulls/words';
import { budgetWord, usageQuery } from '../settings/requests';
import { percent } from '../shell/format';
import { State } from '../shell/State';
import { useMe } from '../shell/session';

/** Budgets that are nearly used up, or are, of shows that one owns. A show without a budget costs no question. */
export function Budgets({ shows }: { shows: Show[] }) {
  const me = useMe().data;
  const owned = shows.filter(
    (show) =>
      mayDo(me, show.name).approve &&
      (typeof show.settings.budget.bytes === 'number' || typeof show.settings.budget.coreHours === 'number'),
  );
  const used = useQueries({ queries: owned.map((show) => usageQuery(show.name)) });
  const lines = used.flatMap(({ data }) =>
    data
      ? [
          { show: data.usage.show, what: 'storage', use: data.usage.storage, stops: !!data.usage.stop },
          { show: data.usage.show, what: 'work', use: data.usage.computing, stops: !!data.usage.stop },
        ]
      : [],
  );
  const warned = lines.filter(
    (line): line is typeof line & { use: BudgetUse } => !!line.use && line.use.state !== 'within',
  );
  if (warned.length === 0) return null;
  return (
    <ul className="lines" aria-label="Budgets">
      {warned.map(({ show, what, use, stops }) => (
        <li key={`${show} ${what}`}>
          <State word={use.state === 'over' ? 'failed' : 'late'} says={budgetWord(use)} />{' '}
          <Link to={`/settings?show=${encodeURIComponent(show)}&tab=storage`}>
            The {what} budget of {show}
          </Link>{' '}
          is at {use.used > use.most ? `${Math.floor((use.used / use.most) * 100)} %` : percent(use.used / use.most)}.
          {stops ? ' No new work of the show begins.' : null}
        </li>
      ))}
    </ul>
  );
}
