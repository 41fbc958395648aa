import { expect, test } from 'vitest';
import type { ClipDaily, DailiesSummary } from '../api/types';
import { lookOf, soundOf, standing, standingOf, stateOf } from './words';

const roll = (change: Partial<DailiesSummary>) => ({ state: 'making', isLate: false, ...change }) as DailiesSummary;
const clip = (change: object) => ({ state: 'made', isDelivered: false, decidedBy: '', ...change }) as ClipDaily;

test('lateness is said before anything else', () => {
  expect(stateOf(roll({ state: 'review', isLate: true }))).toEqual({ word: 'late', says: 'late' });
  expect(stateOf(roll({ state: 'delivered', isLate: true })).says).toBe('delivered late');
  expect(stateOf(roll({ isAtRisk: true })).says).toBe('will be late');
  expect(stateOf(roll({ state: 'review' })).says).toBe('to look at');
});

test('a board says first what is late', () => {
  const late = roll({ isLate: true, isAtRisk: false });
  const atRisk = roll({ isAtRisk: true });
  expect(standing([late, atRisk, roll({ state: 'delivered', isLate: true })])).toBe(
    '1 late, 1 will be late, 2 under way',
  );
  expect(standing([roll({ state: 'delivered' })])).toBe('everything is delivered');
});

test('a clip that was delivered says so', () => {
  expect(standingOf(clip({ isDelivered: true })).says).toBe('delivered');
  expect(standingOf(clip({ state: 'failed' })).word).toBe('failed');
});

test('of several stills the worst says how the look is', () => {
  const stills = (...verdicts: string[]) => clip({ stills: verdicts.map((verdict) => ({ verdict })) });
  expect(lookOf(stills('same', 'differs', 'not-found'))).toBe("other than the DIT's still");
  expect(lookOf(stills('same', 'not-found'))).toBe('the still shows another picture');
  expect(lookOf(stills('not-compared', 'same'))).toBe("as the DIT's still");
  expect(lookOf(stills('not-compared'))).toBe('could not be compared');
});

test('sound is named with how sure it is', () => {
  expect(soundOf(clip({ sound: { verdict: 'sure', sound: { recording: 'S001T003.WAV', isDecided: false } } }))).toBe(
    'S001T003.WAV, confirmed',
  );
  expect(soundOf(clip({ sound: { verdict: 'doubtful' } }))).toBe('doubted');
  expect(soundOf(clip({ sound: { verdict: 'none' } }))).toBe('own sound');
});
