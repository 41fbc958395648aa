import type { ShowSettings } from '../api/types';

/** The words between commas or spaces. */
export function listOf(text: string): string[] {
  return text.split(/[,\s]+/).filter(Boolean);
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Webhooks as lines: the address, the event kinds, and after `#` the variable that holds the key. */
export function hooksOf(text: string): ShowSettings['webhooks'] {
  return linesOf(text).map((line) => {
    // The variable stands at the end after a space, so that an address may hold a '#' of its own.
    const match = /^(.*?)(?:\s+#(\w+))?$/.exec(line);
    const [url = '', ...events] = listOf(match?.[1] ?? line);
    return { url, events, secretVariable: match?.[2] ?? '' };
  });
}

export function textOfHooks(hooks: ShowSettings['webhooks']): string {
  return hooks
    .map((hook) => [hook.url, ...hook.events, ...(hook.secretVariable ? [`#${hook.secretVariable}`] : [])].join(' '))
    .join('\n');
}

/** What stands there now, with what I changed since I looked: values of groups count one by one, as on the server. */
export function merged<T extends object>(base: T, mine: T, theirs: T): T {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const isGroup = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const pick = (was: object, want: object, now: object, deep: boolean): object => {
    const read = (from: object, key: string) => (from as Record<string, unknown>)[key];
    const all = [...new Set([...Object.keys(was), ...Object.keys(want), ...Object.keys(now)])];
    return Object.fromEntries(
      all.map((key) => {
        const [before, wanted, there] = [read(was, key), read(want, key), read(now, key)];
        if (deep && isGroup(before) && isGroup(wanted) && isGroup(there))
          return [key, pick(before, wanted, there, false)];
        return [key, same(before, wanted) ? there : wanted];
      }),
    );
  };
  return pick(base, mine, theirs, true) as T;
}
