import { expect, test } from 'vitest';
import { originWord, spoken } from './words';

const field = { name: 'x', label: 'X', kind: 'text', unit: '', warning: '' } as const;

test('values are read with their unit, flags as yes and no, and what is empty stays empty', () => {
  expect(spoken('50', { ...field, kind: 'number', unit: 'mm' })).toBe('50 mm');
  expect(spoken('true', { ...field, kind: 'flag' })).toBe('yes');
  expect(spoken('', { ...field, kind: 'number', unit: 'mm' })).toBe('');
  expect(spoken('42B', undefined)).toBe('42B');
});

test('an origin says who said it or which file', () => {
  expect(originWord('person:zoë')).toBe('zoë said so');
  expect(originWord('report:day12.csv')).toBe('report day12.csv');
  expect(originWord('ixml')).toBe('ixml');
});
