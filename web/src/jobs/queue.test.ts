import { expect, test } from 'vitest';
import { slackWords } from './QueuePage';

test('slack is what is left over, less than none is late, and at most says that nobody can tell yet', () => {
  expect(slackWords({ slackSeconds: 5400, needsSeconds: 60 })).toBe('1 h 30 min');
  expect(slackWords({ slackSeconds: 5400 })).toBe('1 h 30 min at most');
  expect(slackWords({ slackSeconds: -1200, needsSeconds: 60 })).toBe('late by 20 min');
});
