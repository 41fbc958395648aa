import { describe, expect, test } from 'vitest';
import { hooksOf, listOf, textOfHooks } from './text';

describe('settings as text', () => {
  test('commas and spaces both part a list', () =>
    expect(listOf(' prores, cfa  h264')).toEqual(['prores', 'cfa', 'h264']));

  test('a webhook keeps its events and the name of its key', () =>
    expect(hooksOf('https://a.example/x#part roll.held roll.* #KEY\n\nhttps://b.example')).toEqual([
      { url: 'https://a.example/x#part', events: ['roll.held', 'roll.*'], secretVariable: 'KEY' },
      { url: 'https://b.example', events: [], secretVariable: '' },
    ]));

  test('what is written can be read again', () => {
    const hooks = [{ url: 'https://a.example', events: ['roll.held'], secretVariable: 'KEY' }];

    expect(hooksOf(textOfHooks(hooks))).toEqual(hooks);
  });
});
