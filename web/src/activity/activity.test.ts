import { expect, test } from 'vitest';
import { activityAddress } from './ActivityPage';

const nothing = { show: '', roll: '', clip: '', shot: '', actor: '', since: '', reads: '' };

test('what is empty is not asked for, and what is typed cannot become another question', () => {
  expect(activityAddress({ ...nothing, show: 'film' }, '')).toBe('/api/activity?show=film');
  expect(activityAddress({ ...nothing, actor: 'a&show=secret' }, '2026-e-1')).toBe(
    '/api/activity?actor=a%26show%3Dsecret&before=2026-e-1',
  );
});
