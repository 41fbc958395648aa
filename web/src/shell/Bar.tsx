import { percent } from './format';
import type { StateWord } from './State';

/** A bar from left to right; what it says stands beside it as a number. */
export function Bar({ fraction, word, label }: { fraction: number; word: StateWord; label: string }) {
  return (
    <span
      className="bar"
      data-state={word}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.floor(fraction * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={percent(fraction)}
    >
      <span style={{ width: `${fraction * 100}%` }} />
    </span>
  );
}
