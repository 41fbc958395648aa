import { useQuery } from '@tanstack/react-query';
import type { BudgetUse, Show, ShowUsage, StoreRoom } from '../api/types';
import { kindWord } from '../jobs/words';
import { Bar } from '../shell/Bar';
import { bytes } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { Budget } from './Budget';
import { budgetWord, usageQuery } from './requests';

const kinds: Record<string, string> = {
  originals: 'Originals, copy 1',
  archive: 'Originals, archive',
  packages: 'Packages of pulls and deliveries',
  uploads: 'Files of people in workspaces',
  bins: 'In bins of workspaces',
  returns: 'Returns of vendors',
  assets: 'Assets',
  offlines: 'Offline movies of cuts',
};

const stores: Record<string, string> = {
  library: 'Originals, copy 1',
  archive: 'Archive',
  derived: 'Proxies and stills',
  workspaces: 'Workspaces',
};

const hours = (value: number) => `${value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 })}`;

/** What a show keeps and took, how that stands against its budget, and what room the disks have. */
export function Storage({ show }: { show: Show }) {
  const usage = useQuery(usageQuery(show.name));
  if (usage.error) return <ProblemNote error={usage.error} retry={() => void usage.refetch()} />;
  if (!usage.data) return <Loading rows={10} what="what the show uses" />;
  const { usage: used, rooms } = usage.data;
  return (
    <div className="usage">
      <Standing used={used} />
      <Kept used={used} />
      <Rooms rooms={rooms} />
      <Work used={used} />
      <Costs used={used} />
      <Budget show={show} />
    </div>
  );
}

function Standing({ used }: { used: ShowUsage }) {
  if (!used.budget)
    return (
      <p className="quiet">
        The show has no budget. With one, its owners are warned in time, and where they say so no new work begins when
        it is used up. Nothing is ever deleted because of it.
      </p>
    );
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">Against the budget</h2>
      {used.stop ? (
        <p>
          <State word="held" says="stopped" /> {used.stop}
        </p>
      ) : null}
      <ul className="lines">
        {used.storage ? (
          <Line
            what="Storage"
            use={used.storage}
            words={`${bytes(used.storage.used)} of ${bytes(used.storage.most)}`}
            more={
              typeof used.daysLeft === 'number'
                ? `At the pace of the days since ${used.days[0]?.day ?? 'now'} it lasts ${Math.round(used.daysLeft).toLocaleString('en')} more days.`
                : undefined
            }
          />
        ) : null}
        {used.computing ? (
          <Line
            what="Work"
            use={used.computing}
            words={`${hours(used.computing.used)} of ${hours(used.computing.most)} core-hours`}
          />
        ) : null}
      </ul>
    </section>
  );
}

function Line({ what, use, words, more }: { what: string; use: BudgetUse; words: string; more?: string }) {
  return (
    <li>
      <p className="head">
        {what}: {words} {use.state === 'within' ? null : <State word={budgetState(use)} says={budgetWord(use)} />}
      </p>
      <Bar
        fraction={Math.min(1, use.used / use.most)}
        word={use.state === 'within' ? 'done' : budgetState(use)}
        label={`${what} used of the budget`}
      />
      {more ? <p className="quiet">{more}</p> : null}
    </li>
  );
}

const budgetState = (use: BudgetUse) => (use.state === 'over' ? 'failed' : 'late');

function Kept({ used }: { used: ShowUsage }) {
  return (
    <section aria-labelledby="kept">
      <h2 id="kept">What is kept</h2>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="number">
              Files
            </th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {used.kept.map((one) => (
            <tr key={one.kind}>
              <th scope="row">{kinds[one.kind] ?? one.kind}</th>
              <td className="number">{one.files.toLocaleString('en')}</td>
              <td className="number">{bytes(one.bytes)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="number">{used.kept.reduce((sum, one) => sum + one.files, 0).toLocaleString('en')}</td>
            <td className="number">{bytes(used.bytes)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="quiet">Proxies and stills are not counted: they are made anew when they are missing.</p>
    </section>
  );
}

function Rooms({ rooms }: { rooms: StoreRoom[] }) {
  if (rooms.length === 0) return null;
  return (
    <section aria-labelledby="rooms">
      <h2 id="rooms">Room on the disks of the server</h2>
      <ul className="lines">
        {rooms.map((room) => (
          <li key={room.name}>
            <p className="head">
              {stores[room.name] ?? room.name}: {bytes(room.free)} of {bytes(room.total)} free
            </p>
            <Bar
              fraction={1 - room.free / Math.max(1, room.total)}
              word="done"
              label={`${stores[room.name] ?? room.name}, used`}
            />
          </li>
        ))}
      </ul>
      <p className="quiet">Stores on one disk share its room, and all shows share the stores.</p>
    </section>
  );
}

function Work({ used }: { used: ShowUsage }) {
  return (
    <section aria-labelledby="work">
      <h2 id="work">Work since the show began</h2>
      {used.work.length === 0 ? (
        <p className="quiet">Nothing was worked on yet. Ingests, proxies and pulls are counted here in core-hours.</p>
      ) : (
        <dl className="work-hours">
          {used.work.map((one) => (
            <div key={one.kind}>
              <dt>{kindWord(one.kind)}</dt>
              <dd>{hours(one.coreHours)} core-hours</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

const money = (amount: number, currency: string) =>
  `${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;

/** What that costs, at the rates that an owner stated; nothing without them. */
function Costs({ used }: { used: ShowUsage }) {
  if (!used.rates) return null;
  const { currency } = used.rates;
  return (
    <section aria-labelledby="costs">
      <h2 id="costs">What it costs at the rates of the show</h2>
      <dl className="work-hours">
        {typeof used.workCost !== 'number' ? null : (
          <div>
            <dt>Work since the show began</dt>
            <dd>{money(used.workCost, currency)}</dd>
          </div>
        )}
        {typeof used.storageCostMonthly !== 'number' ? null : (
          <div>
            <dt>What is kept now, a month</dt>
            <dd>{money(used.storageCostMonthly, currency)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
