import { describe, expect, test } from 'vitest';
import type { Roll, RollSummary } from '../api/types';
import { cellOf, dayDone, lateness, matches, rollWord, wayDone } from './stages';

function entry(roll: Partial<Roll>, more: Partial<RollSummary> = {}): RollSummary {
  return {
    roll: {
      name: 'A001R2EC',
      kind: 'camera',
      unit: 'MU',
      episode: '',
      layout: 'arri',
      stage: 'found',
      ...roll,
    } as Roll,
    stages: [],
    targets: [],
    ...more,
  } as RollSummary;
}

const late = { name: 'card to library', due: '2026-11-21T10:00:00Z', state: 'late', why: 'Slow.' } as const;

describe('the matrix of stages', () => {
  test('stages up to the one that is reached are done, later ones wait', () => {
    const { roll } = entry({ stage: 'uploaded' });
    expect(cellOf(roll, [], 'manifest-checked').state).toBe('done');
    expect(cellOf(roll, [], 'uploaded').state).toBe('done');
    expect(cellOf(roll, [], 'verified').state).toBe('waiting');
  });

  test('nothing is called complete before the roll is', () => {
    expect(cellOf(entry({ stage: 'archived' }).roll, [], 'complete').state).toBe('waiting');
    expect(cellOf(entry({ stage: 'complete' }).roll, [], 'complete').state).toBe('done');
  });

  test('held comes before late, because a person must act before time matters', () => {
    expect(rollWord(entry({ hold: { reason: 'x', advice: 'y' } }, { targets: [late] }))).toBe('held');
    expect(rollWord(entry({ stage: 'uploading' }, { targets: [late] }))).toBe('late');
  });

  test('a complete roll is done even when a target was missed, and the missed target is still told', () => {
    const missed = entry({ stage: 'complete' }, { targets: [{ ...late, state: 'missed' }] });
    expect(rollWord(missed)).toBe('done');
    expect(lateness(missed.targets)?.why).toBe('Slow.');
  });

  test('the whole way reads 1 only for a complete roll', () => {
    expect(wayDone(entry({ stage: 'complete' }))).toBe(1);
    expect(wayDone(entry({ stage: 'archived' }))).toBeLessThan(1);
  });

  test('of a whole day a large card counts by its bytes, and a day without rolls has done nothing', () => {
    const rolls = [
      entry({ stage: 'uploaded', bytes: 3_000 }),
      entry({ stage: 'verified', bytes: 1_000 }),
      entry({ stage: 'found', bytes: 0 }),
    ];
    expect(dayDone(rolls, 'verified')).toBeCloseTo(1_000 / 4_001);
    expect(dayDone(rolls, 'found')).toBe(1);
    expect(dayDone([], 'verified')).toBe(0);
  });

  test.each([
    ['a001 camera', true],
    ['MU', true],
    ['held', false],
    ['sound', false],
    ['', true],
  ])('the filter "%s" finds the roll: %s', (filter, found) => expect(matches(entry({}), filter)).toBe(found));
});
