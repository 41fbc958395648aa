import { beforeEach, describe, expect, test } from 'vitest';
import { forget, paces, steady, take } from './live';

const report = { job: 'j', roll: 'r', stage: 'uploading', total: 1000 };

describe('the pace of a stage', () => {
  beforeEach(forget);

  test('batches that run side by side add up', () => {
    take({ ...report, step: 'copy-1', done: 100, detail: { bytesPerSecond: 10, limitedBy: 'card' } }, 0);
    take({ ...report, step: 'copy-2', done: 300, detail: { bytesPerSecond: 20, limitedBy: 'card' } }, 0);

    expect(paces({ roll: 'r' }, 0)).toMatchObject([{ bytesPerSecond: 30, done: 400, total: 2000, limitedBy: 'card' }]);
  });

  test('the estimate follows a new rate slowly', () => {
    take({ ...report, step: 'copy-1', done: 0, detail: { bytesPerSecond: 10 } }, 0);
    take({ ...report, step: 'copy-1', done: 0, detail: { bytesPerSecond: 1 } }, 500);

    expect(paces({ roll: 'r' }, 500)[0]?.etaSeconds).toBe(steady(100, 1000));
    expect(steady(100, 1000)).toBe(325);
  });

  test('a step that falls silent has no rate any more', () => {
    take({ ...report, step: 'copy-1', done: 100, detail: { bytesPerSecond: 10 } }, 0);

    expect(paces({ roll: 'r' }, 7_000)).toHaveLength(1);
    expect(paces({ roll: 'r' }, 9_000)).toHaveLength(0);
  });

  test('a roll does not hear of another', () => {
    take({ ...report, step: 'copy-1', done: 100 }, 0);

    expect(paces({ roll: 'other' }, 0)).toHaveLength(0);
    expect(paces({ job: 'j' }, 0)).toHaveLength(1);
  });
});
