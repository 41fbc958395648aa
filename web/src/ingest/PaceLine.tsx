import { duration, rate } from '../shell/format';
import { type Pace, usePaces } from '../shell/live';

const words: Record<string, string> = {
  'manifest-check': 'reading the card',
  'verifying-archive': 'verifying the archive copy',
  'sealing-archive': 'sealing the archive copy',
};

/** What a roll's running stages do now: rate, estimate and what limits them. It keeps its height when it is silent. */
export function PaceLine({ roll, job }: { roll?: string; job?: string }) {
  const paces = usePaces({ roll, job });
  return (
    <span className="pace">
      {paces.map((pace) => (
        <span key={pace.stage}>{paceText(pace)}</span>
      ))}
    </span>
  );
}

export function paceText(pace: Pace): string {
  const parts = [words[pace.stage] ?? pace.stage];
  if (pace.bytesPerSecond > 0) parts.push(rate(pace.bytesPerSecond));
  else if (pace.total > 0) parts.push(`${Math.floor(pace.done)} of ${Math.ceil(pace.total)}`);
  if (pace.etaSeconds !== null && pace.bytesPerSecond > 0) parts.push(`${duration(pace.etaSeconds)} left`);
  if (pace.limitedBy) parts.push(`limited by the ${pace.limitedBy}`);
  return parts.join(' · ');
}
