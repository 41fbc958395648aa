import { type FormEvent, useState } from 'react';
import type { Show } from '../api/types';
import { useShowEdit } from './edit';

const text = (value: string | number | null | undefined) =>
  value === null || value === undefined ? '' : String(value);

const number = (value: string) => (value === '' ? null : Number(value));

/** What a show may use before people are warned or no new work begins, and what work and storage cost. */
export function Budget({ show }: { show: Show }) {
  const edit = useShowEdit(show);
  return (
    <>
      <BudgetFields key={edit.base.version} show={edit.base} busy={edit.busy} touch={edit.touch} write={edit.write} />
      {edit.problem}
    </>
  );
}

function BudgetFields({
  show,
  busy,
  touch,
  write,
}: { show: Show } & Pick<ReturnType<typeof useShowEdit>, 'busy' | 'touch' | 'write'>) {
  const { budget, rates } = show.settings;
  const [terabytes, setTerabytes] = useState(typeof budget.bytes === 'number' ? String(budget.bytes / 1e12) : '');
  const [coreHours, setCoreHours] = useState(typeof budget.coreHours === 'number' ? String(budget.coreHours) : '');
  const [warn, setWarn] = useState(String(budget.warnPercent));
  const [stopStorage, setStopStorage] = useState(text(budget.bytesStopPercent));
  const [stopWork, setStopWork] = useState(text(budget.coreHoursStopPercent));
  const [currency, setCurrency] = useState(rates.currency);
  const [coreHour, setCoreHour] = useState(text(rates.coreHour));
  const [tebibyteMonth, setTebibyteMonth] = useState(text(rates.tebibyteMonth));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write({
      settings: {
        ...show.settings,
        budget: {
          bytes: terabytes === '' ? null : Math.round(Number(terabytes) * 1e12),
          coreHours: coreHours === '' ? null : Number(coreHours),
          warnPercent: Number(warn),
          bytesStopPercent: number(stopStorage),
          coreHoursStopPercent: number(stopWork),
        },
        rates: { currency: currency.trim(), coreHour: number(coreHour), tebibyteMonth: number(tebibyteMonth) },
      },
    });
  };
  return (
    <form className="settings" onSubmit={submit} onChange={touch}>
      <fieldset>
        <legend>Budget</legend>
        <label>
          Storage, copies and archive included
          <span className="unit">
            <input
              type="number"
              min={0.000001}
              step="any"
              value={terabytes}
              placeholder="none"
              onChange={(change) => setTerabytes(change.target.value)}
            />
            TB
          </span>
        </label>
        <label>
          Work since the show began
          <span className="unit">
            <input
              type="number"
              min={0.000001}
              step="any"
              value={coreHours}
              placeholder="none"
              onChange={(change) => setCoreHours(change.target.value)}
            />
            core-hours
          </span>
        </label>
        <label>
          Owners are warned from
          <span className="unit">
            <input
              type="number"
              min={1}
              max={100}
              required
              value={warn}
              onChange={(change) => setWarn(change.target.value)}
            />
            per cent on
          </span>
        </label>
        <Stops what="the storage budget" value={stopStorage} set={setStopStorage} />
        <Stops what="the budget of work" value={stopWork} set={setStopWork} />
      </fieldset>
      <fieldset>
        <legend>Rates</legend>
        <label>
          Currency
          <input
            maxLength={8}
            value={currency}
            placeholder="EUR"
            onChange={(change) => setCurrency(change.target.value)}
          />
        </label>
        <Rate label="A core-hour costs" value={coreHour} set={setCoreHour} currency={currency} />
        <Rate
          label="A tebibyte kept for a month costs"
          value={tebibyteMonth}
          set={setTebibyteMonth}
          currency={currency}
        />
      </fieldset>
      <p>
        <button type="submit" className="primary" disabled={busy}>
          Save the budget
        </button>{' '}
        <span className="quiet">
          People are warned here and on Today. Ingests, archive copies and restores are never stopped, and nothing is
          deleted.
        </span>
      </p>
    </form>
  );
}

function Stops({ what, value, set }: { what: string; value: string; set: (value: string) => void }) {
  return (
    <label>
      No new work begins when {what} is used by
      <span className="unit">
        <input
          type="number"
          min={1}
          max={1000}
          value={value}
          placeholder="never"
          onChange={(change) => set(change.target.value)}
        />
        per cent
      </span>
    </label>
  );
}

function Rate({
  label,
  value,
  set,
  currency,
}: {
  label: string;
  value: string;
  set: (value: string) => void;
  currency: string;
}) {
  return (
    <label>
      {label}
      <span className="unit">
        <input
          type="number"
          min={0}
          step="any"
          value={value}
          placeholder="not stated"
          onChange={(change) => set(change.target.value)}
        />
        {currency}
      </span>
    </label>
  );
}
