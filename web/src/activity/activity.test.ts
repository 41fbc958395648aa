import { expect, test } from 'vitest';
import type { ActivityLine } from '../api/types';
import { activityAddress } from './ActivityPage';
import { pageOf } from './links';
import { runsOf } from './runs';

const nothing = { show: '', roll: '', clip: '', shot: '', actor: '', since: '', reads: '', topic: '' };

test('what is empty is not asked for, and what is typed cannot become another question', () => {
  expect(activityAddress({ ...nothing, show: 'film' }, '')).toBe('/api/activity?show=film');
  expect(activityAddress({ ...nothing, actor: 'a&show=secret' }, '2026-e-1')).toBe(
    '/api/activity?actor=a%26show%3Dsecret&before=2026-e-1',
  );
});

test('many lines of one kind by one person on one day are one run, and a few stay as they are', () => {
  let sequence = 0;
  const line = (kind: string, actor = 'anna', at = '2026-03-02T12:00:00Z') =>
    ({ at, source: 'event', sequence: ++sequence, kind, actor, words: kind }) as unknown as ActivityLine;
  const many = (count: number, ...of: [string, string?, string?]) => Array.from({ length: count }, () => line(...of));

  expect(runsOf(many(3, 'file')).map((run) => run.length)).toEqual([1, 1, 1]);
  expect(runsOf([line('cut'), ...many(2000, 'file'), line('cut')]).map((run) => run.length)).toEqual([1, 2000, 1]);
  expect(runsOf([...many(4, 'file'), ...many(4, 'file', 'ben')]).map((run) => run.length)).toEqual([4, 4]);
  expect(
    runsOf([...many(2, 'file'), ...many(4, 'file', 'anna', '2026-03-05T12:00:00Z')]).map((run) => run.length),
  ).toEqual([1, 1, 4]);
  expect(runsOf([])).toEqual([]);
});

test('a line leads to what it tells of, and one of nothing that has a page leads nowhere', () => {
  const id = '0199a7c2-1f0e-7b1d-8c55-0123456789ab';
  const of = (kind: string, more: Partial<ActivityLine>) =>
    pageOf({ kind, target: '', show: 'a&b', ...more } as unknown as ActivityLine);

  expect(of('pull.withdrawn', { target: id })).toBe(`/pulls/${id}?show=a%26b`);
  expect(of('cut.kept', { target: id })).toBe(`/cuts/${id}?show=a%26b`);
  expect(of('cut.refused', { target: 'reel 1.edl' })).toBeUndefined();
  expect(of('return.received', { target: id })).toBe(`/returns?show=a%26b&version=${id}`);
  expect(of('clip.watched', { roll: 'r', clip: 'c', target: 'c' })).toBe('/ingest/rolls/r?tab=clips&clip=c');
  expect(of('job.done', { job: 'j' })).toBe('/jobs/j');
  expect(of('role.granted', { target: 'anna' })).toBeUndefined();
});
