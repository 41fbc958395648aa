import { expect, test } from 'vitest';
import type { ActivityLine } from '../api/types';
import { activityAddress } from './ActivityPage';
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
