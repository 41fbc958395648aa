import { expect, test } from 'vitest';
import type { ClipSlate, SlateFact } from '../api/types';
import { factOf, howSure, labelOf } from './slate';

const fact = (change: Partial<SlateFact>) =>
  ({
    field: 'slate.scene',
    value: '12A',
    confidence: 0.86,
    frames: 4,
    others: [],
    isCode: false,
    ...change,
  }) as SlateFact;

test('it is said how sure a slate is, and what frames disagree about', () => {
  expect(howSure(fact({}))).toBe('86 %, in 4 frames');
  expect(howSure(fact({ frames: 1, confidence: 0.5, others: ['12', '1ZA'] }))).toBe(
    '50 %, in one frame; others say 12, 1ZA',
  );
  expect(howSure(fact({ isCode: true, confidence: 0.98 }))).toBe('98 %, by a code in 4 frames');
});

test('what is read has the names of slates', () => {
  expect(labelOf(fact({ field: 'slate.take' }))).toBe('Take');
  expect(factOf({ facts: [fact({})] } as unknown as ClipSlate, 'slate.scene')?.value).toBe('12A');
  expect(factOf({ facts: [] } as unknown as ClipSlate, 'slate.scene')).toBeUndefined();
});
