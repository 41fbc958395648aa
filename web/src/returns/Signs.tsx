import type { ReturnFinding } from '../api/types';
import { signOf } from './words';

/** How a shot or a version stands: a sign, a colour and the word. */
export function Standing({ state }: { state: string }) {
  const { sign, tone } = signOf(state);
  return (
    <span className="state" data-state={tone}>
      <span aria-hidden="true">{sign}</span> {state}
    </span>
  );
}

/** What the check found: what is wrong, and what to do. */
export function Findings({ findings, of }: { findings: readonly ReturnFinding[]; of: string }) {
  if (findings.length === 0) return null;
  return (
    <ul aria-label={`What the check found in ${of}`}>
      {findings.map((one) => (
        <li key={`${one.code} ${one.path} ${one.message}`}>
          <b>{one.isError ? 'Error' : 'Warning'}</b> {one.path ? <code>{one.path}</code> : null} {one.message}{' '}
          <span className="quiet">{one.advice}</span>
        </li>
      ))}
    </ul>
  );
}
