import { useState } from 'react';
import type { ShowRole } from '../api/types';
import { type MailRow, newRow } from './mail';

const roles: ShowRole[] = ['viewer', 'operator', 'owner'];

/** Who is told by e-mail: an address or everybody with a role, of what, and when not. */
export function MailTargets({ rows, onChange }: { rows: MailRow[]; onChange: (rows: MailRow[]) => void }) {
  const [next, setNext] = useState(rows.length);
  const change = (key: number, part: Partial<MailRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <div className="wide mail-targets">
      {rows.map((row, index) => (
        <fieldset key={row.key}>
          <legend>E-mail {index + 1}</legend>
          <label>
            To
            <select
              value={row.role}
              onChange={(event) => change(row.key, { role: event.target.value as MailRow['role'] })}
            >
              <option value="">an address</option>
              {roles.map((role) => (
                <option key={role} value={role}>
                  every {role} with an address
                </option>
              ))}
            </select>
          </label>
          {row.role === '' ? (
            <Text label="Address" row={row} field="to" placeholder="dit@film.example" change={change} />
          ) : null}
          <Text label="Events (empty: all)" row={row} field="events" placeholder="roll.held, day.*" change={change} />
          <label className="check">
            <input
              type="checkbox"
              checked={row.dailyDigest}
              onChange={(event) => change(row.key, { dailyDigest: event.target.checked })}
            />
            One letter after the day
          </label>
          <Text label="Quiet from" row={row} field="from" placeholder="22:00" change={change} />
          <Text label="Quiet until" row={row} field="until" placeholder="07:00" change={change} />
          <Text label="Time zone (empty: UTC)" row={row} field="zone" placeholder="Europe/Berlin" change={change} />
          <Text label="At once all the same" row={row} field="urgent" placeholder="roll.held" change={change} />
          <label>
            Reminded of holds after
            <span className="unit">
              <input
                type="number"
                min={5}
                max={10080}
                value={row.remind}
                placeholder="never"
                onChange={(event) => change(row.key, { remind: event.target.value })}
              />
              minutes
            </span>
          </label>
          <button
            type="button"
            aria-label={`Remove E-mail ${index + 1}`}
            onClick={() => onChange(rows.filter((other) => other.key !== row.key))}
          >
            Remove
          </button>
        </fieldset>
      ))}
      <button
        type="button"
        onClick={() => {
          onChange([...rows, newRow(next)]);
          setNext(next + 1);
        }}
      >
        Add e-mail
      </button>
    </div>
  );
}

function Text(props: {
  label: string;
  row: MailRow;
  field: 'to' | 'events' | 'from' | 'until' | 'zone' | 'urgent';
  placeholder: string;
  change: (key: number, part: Partial<MailRow>) => void;
}) {
  return (
    <label>
      {props.label}
      <input
        value={props.row[props.field]}
        placeholder={props.placeholder}
        spellCheck={false}
        onChange={(event) => props.change(props.row.key, { [props.field]: event.target.value })}
      />
    </label>
  );
}
