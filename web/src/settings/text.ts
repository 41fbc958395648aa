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
