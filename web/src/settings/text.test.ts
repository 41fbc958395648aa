import { describe, expect, test } from 'vitest';
import { hooksOf, listOf, merged, textOfHooks } from './text';

describe('settings as text', () => {
  test('commas and spaces both part a list', () =>
    expect(listOf(' prores, cfa  h264')).toEqual(['prores', 'cfa', 'h264']));

  test('a webhook keeps its events and the name of its key', () =>
    expect(hooksOf('https://a.example/x#part roll.held roll.* #KEY\n\nhttps://b.example')).toEqual([
      { url: 'https://a.example/x#part', events: ['roll.held', 'roll.*'], secretVariable: 'KEY' },
      { url: 'https://b.example', events: [], secretVariable: '' },
    ]));

  test('mine is written over what stands there, and what others changed beside it stays', () =>
    expect(
      merged(
        { rate: '24', policy: { copies: 2, places: 1 }, codecs: ['a'] },
        { rate: '24', policy: { copies: 4, places: 1 }, codecs: ['b'] },
        { rate: '25', policy: { copies: 3, places: 2 }, codecs: ['a'] },
      ),
    ).toEqual({ rate: '25', policy: { copies: 4, places: 2 }, codecs: ['b'] }));

  test('what is written can be read again', () => {
    const hooks = [{ url: 'https://a.example', events: ['roll.held'], secretVariable: 'KEY' }];

    expect(hooksOf(textOfHooks(hooks))).toEqual(hooks);
  });
});
