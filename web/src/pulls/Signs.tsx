import type { Pull } from '../api/types';
import { State } from '../shell/State';
import { type Fate, fateSign, pullWord } from './words';

/** How a pull stands, and what that means where the word alone does not say it. */
export function PullState({ pull }: { pull: Pull }) {
  if (pull.state === 'withdrawn') return <span>given up</span>;
  return (
    <>
      <State word={pullWord(pull)} />
      {pull.state === 'planned' ? <span className="quiet"> for approval</span> : null}
    </>
  );
}

/** What became of something: a sign, a colour and the word. */
export function FateSign({ fate }: { fate: Fate }) {
  const { sign, tone } = fateSign(fate);
  return (
    <span className="state" data-state={tone}>
      <span aria-hidden="true">{sign}</span> {fate.replaceAll('-', ' ')}
    </span>
  );
}
