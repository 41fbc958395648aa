import type { Roll, RollStage, RollSummary, StageBar, StageTarget } from '../api/types';
import type { StateWord } from '../shell/State';

/** The columns of the matrix, in the words people see everywhere. */
export const columns: { stage: RollStage; word: string }[] = [
  { stage: 'found', word: 'found' },
  { stage: 'manifest-checked', word: 'manifest checked' },
  { stage: 'uploading', word: 'uploading' },
  { stage: 'uploaded', word: 'uploaded' },
  { stage: 'verified', word: 'verified' },
  { stage: 'inspected', word: 'inspected' },
  { stage: 'proxied', word: 'proxied' },
  { stage: 'archived', word: 'archived' },
  { stage: 'complete', word: 'complete' },
];

export function stageWord(stage: string): string {
  return columns.find((column) => column.stage === stage)?.word ?? stage.replaceAll('-', ' ');
}

/** The bar of a stage; one that the library has no row for has not begun, unless the roll is past it. */
export function cellOf(roll: Roll, stages: readonly StageBar[], stage: RollStage): StageBar {
  const kept = stages.find((candidate) => candidate.stage === stage);
  if (kept) return kept.stage === 'found' && !kept.endedAt ? { ...kept, endedAt: roll.foundAt } : kept;
  const order = columns.findIndex((column) => column.stage === stage);
  const reached = columns.findIndex((column) => column.stage === roll.stage);
  const isDone = stage === 'found' || (order <= reached && stage !== 'complete') || roll.stage === 'complete';
  return {
    stage,
    endedAt: stage === 'found' ? roll.foundAt : undefined,
    state: isDone ? 'done' : 'waiting',
    done: 0,
    total: 0,
    actor: '',
    reason: '',
    fraction: isDone ? 1 : 0,
  };
}

/** The targets that a person must hear about. */
export function lateness(targets: readonly StageTarget[]): StageTarget | null {
  return (
    targets.find((target) => target.state === 'late') ?? targets.find((target) => target.state === 'missed') ?? null
  );
}

/** The one word for a whole roll. Held beats late: a person must act before time matters. */
export function rollWord(entry: RollSummary): StateWord {
  if (entry.roll.hold) return 'held';
  if (entry.roll.stage === 'complete') return 'done';
  if (entry.stages.some((stage) => stage.state === 'failed')) return 'failed';
  if (entry.targets.some((target) => target.state === 'late')) return 'late';
  return entry.stages.some((stage) => stage.state === 'running') || entry.roll.stage !== 'found'
    ? 'running'
    : 'waiting';
}

/** Whether the archive has something to restore from. A copy in which a file is wrong may still have those that are lost. */
export function canRestore(entry: RollSummary): boolean {
  return entry.copies.some((copy) => copy.name === 'archive' && ['verified', 'written', 'failed'].includes(copy.state));
}

/** How much of a roll's whole way is behind it: each stage counts the same. */
export function wayDone(entry: RollSummary): number {
  if (entry.roll.stage === 'complete') return 1;
  const way = columns.slice(1).map((column) => cellOf(entry.roll, entry.stages, column.stage).fraction);
  return way.reduce((sum, fraction) => sum + fraction, 0) / way.length;
}

/** How far a stage is for all rolls of a day together, by their bytes: a card of a terabyte counts more than a report. */
export function dayDone(rolls: readonly RollSummary[], stage: RollStage): number {
  const weight = (entry: RollSummary) => Math.max(1, entry.roll.bytes);
  const whole = rolls.reduce((sum, entry) => sum + weight(entry), 0);
  if (whole === 0) return 0;
  return (
    rolls.reduce((sum, entry) => sum + weight(entry) * cellOf(entry.roll, entry.stages, stage).fraction, 0) / whole
  );
}

/** Rows that match what was typed: every word in the name, kind, unit, stage or state. */
export function matches(entry: RollSummary, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { roll } = entry;
  const text = [roll.name, roll.kind, roll.unit, roll.episode, roll.layout, stageWord(roll.stage), rollWord(entry)]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The days of a show's calendar as people write them: "Fri 21 Nov 2026". */
export function dayWord(day: string): string {
  const date = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return date
    .toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
    .replace(',', '');
}

export const manifestWords: Record<Roll['manifest'], string> = {
  unchecked: 'manifest not checked yet',
  intact: 'manifest intact',
  missing: 'files of the manifest are missing',
  unlisted: 'files that the manifest does not list',
  mismatch: 'does not agree with its manifest',
  untrusted: 'manifest cannot be trusted',
  'unproven-at-source': 'no manifest: unproven at source',
};
