import type { Job, StepView } from '../api/types';
import type { StateWord } from '../shell/State';

const kinds: Record<string, string> = {
  'ingest-roll': 'ingest',
  'archive-roll': 'archive',
  'restore-roll': 'restore',
  'deliver-roll': 'restore elsewhere',
  'make-pull': 'pull',
};

/** What a job does, in the words of the people who wait for it. */
export function kindWord(kind: string): string {
  return kinds[kind] ?? kind.replaceAll('-', ' ');
}

/** The one word for a job. Late is said only of what is still under way. */
export function jobWord(job: Job, now = Date.now()): StateWord {
  if (job.state === 'cancelled') return 'failed';
  if (job.state === 'held' || job.state === 'done') return job.state;
  if (job.deadline && Date.parse(job.deadline) < now) return 'late';
  return job.state;
}

export function jobFraction(job: Job): number {
  if (job.state === 'done') return 1;
  return job.weight > 0 ? Math.min(1, job.weightDone / job.weight) : job.steps > 0 ? job.stepsDone / job.steps : 0;
}

export function stepWord(step: StepView): StateWord {
  if (step.state === 'ready') return 'waiting';
  return step.state === 'cancelled' ? 'failed' : step.state;
}
