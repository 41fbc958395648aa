import { useSyncExternalStore } from 'react';
import type { LiveProgress } from './events';

/** What one running stage of one roll does now, all its steps together. */
export interface Pace {
  stage: string;
  bytesPerSecond: number;
  /** Work of the running steps; batches that wait are not in it. */
  done: number;
  total: number;
  etaSeconds: number | null;
  limitedBy: string;
}

interface Report extends LiveProgress {
  seen: number;
  eta: number | null;
}

// A step that said nothing for this long is over or its machine is gone; its rate must not linger.
const forgottenAfter = 8_000;
const reports = new Map<string, Report>();
const watchers = new Set<() => void>();
let version = 0;

/**
 * The estimate moves by a quarter of each new opinion: a number that people plan by must not jump with every burst
 * of a disk.
 */
export function steady(before: number | null, now: number): number {
  return before === null ? now : before + (now - before) / 4;
}

/** Takes a report; steps are kept apart, so that parallel batches add up. */
export function take(progress: LiveProgress, now: number) {
  const key = `${progress.job}/${progress.step ?? progress.stage}`;
  const rate = progress.detail?.bytesPerSecond ?? 0;
  const opinion = progress.detail?.etaSeconds ?? (rate > 0 ? (progress.total - progress.done) / rate : null);
  const eta = opinion === null ? null : steady(reports.get(key)?.eta ?? null, opinion);
  reports.set(key, { ...progress, seen: now, eta });
  version++;
  for (const watcher of watchers) watcher();
}

/** The pace of a roll's running stages, or of a job's. */
export function paces(of: { roll?: string; job?: string }, now: number): Pace[] {
  const stages = new Map<string, Pace>();
  for (const [key, report] of reports) {
    if (now - report.seen > forgottenAfter || (report.total > 0 && report.done >= report.total)) {
      if (now - report.seen > forgottenAfter) reports.delete(key);
      continue;
    }
    if (of.roll !== undefined && report.roll !== of.roll) continue;
    if (of.job !== undefined && report.job !== of.job) continue;
    const pace = stages.get(report.stage) ?? {
      stage: report.stage,
      bytesPerSecond: 0,
      done: 0,
      total: 0,
      etaSeconds: null,
      limitedBy: '',
    };
    stages.set(report.stage, {
      ...pace,
      bytesPerSecond: pace.bytesPerSecond + (report.detail?.bytesPerSecond ?? 0),
      done: pace.done + report.done,
      total: pace.total + report.total,
      etaSeconds: report.eta === null ? pace.etaSeconds : Math.max(pace.etaSeconds ?? 0, report.eta),
      limitedBy: report.detail?.limitedBy ?? pace.limitedBy,
    });
  }
  return [...stages.values()];
}

/** Forgets everything; the connection was lost, and what was heard before may be over. */
export function forget() {
  reports.clear();
  version++;
  for (const watcher of watchers) watcher();
}

export function usePaces(of: { roll?: string; job?: string }): Pace[] {
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => version,
  );
  return paces(of, Date.now());
}
