import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { freshnessOf } from './fresh';

/** A page that asks a slow server: each question is answered when the test says so. */
function page() {
  const client = new QueryClient();
  const asked: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['roll', 'A001'],
    queryFn: ({ signal }) =>
      new Promise<string>((answer, cutOff) => {
        asked.push(answer);
        signal.addEventListener('abort', cutOff);
      }),
  });
  const stop = observer.subscribe(() => {});
  return { asked, fresh: freshnessOf(client), shown: () => observer.getCurrentResult().data, stop };
}

test('a first answer that was on its way when something changed is asked for once more', async () => {
  const { asked, fresh, shown, stop } = page();
  fresh.mark();
  asked[0]?.('as it was before');

  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.('as it is now');
  await expect.poll(shown).toBe('as it is now');
  stop();
});

test('a burst of changes neither cuts an answer off nor asks for more than one after it', async () => {
  const { asked, fresh, shown, stop } = page();
  asked[0]?.('first');
  await expect.poll(shown).toBe('first');
  for (let change = 0; change < 5; change++) fresh.mark((query) => query.queryKey.includes('A001'));
  expect(asked).toHaveLength(2);

  asked[1]?.('second');
  await expect.poll(() => asked.length).toBe(3);
  expect(shown()).toBe('second');
  asked[2]?.('third');
  await expect.poll(shown).toBe('third');
  expect(asked).toHaveLength(3);
  stop();
});

test('a change of something else asks for nothing', async () => {
  const { asked, fresh, shown, stop } = page();
  fresh.mark((query) => query.queryKey.includes('B001'));
  asked[0]?.('first');
  await expect.poll(shown).toBe('first');

  expect(asked).toHaveLength(1);
  stop();
});
