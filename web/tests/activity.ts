import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ActivityLine, Clip } from '../src/api/types';
import type { Server } from './acetate';

/* What the page Activity tells; it stands on a show in which others have done a good deal. */

const list = (page: Page) => page.getByRole('list', { name: 'Activity' });
const before = (page: Page) => page.getByRole('button', { name: 'Show what happened before' });

/** What a page tells, from its first line, folded lines among them: what happened, and by whom. */
const toldBy = (page: Page) =>
  list(page)
    .locator('li div')
    .evaluateAll((lines) =>
      lines.map((line) => [
        line.querySelector('span:not(.icon)')?.textContent,
        line.querySelector('button')?.textContent,
      ]),
    );

const pairs = (lines: ActivityLine[]) => lines.map((line) => [line.words, line.actor]);

/** Reads the whole timeline of a show, back to its card; it must be what the API tells, and every kind of the story in it. */
export async function readsEverything(page: Page, server: Server, show: string, kinds: string[]) {
  const { lines } = await server.ask<{ lines: ActivityLine[] }>(`/api/activity?show=${show}&limit=500`);
  await page.goto(`${server.address}/activity?show=${show}`);
  await expect.poll(async () => (await toldBy(page)).length).toBe(100);
  // A hundred marks of one person are one line that opens.
  expect(await list(page).getByRole('listitem').count()).toBeLessThan(100);
  for (let told = 100; told < lines.length; told += 100) {
    await before(page).click();
    await expect.poll(async () => (await toldBy(page)).length).toBe(Math.min(told + 100, lines.length));
  }
  expect(await toldBy(page)).toEqual(pairs(lines));
  expect(await before(page).count()).toBe(0);
  expect(kinds.filter((kind) => !lines.some((line) => line.kind === kind))).toEqual([]);
}

/** Goes from a clip and from its roll to their timelines, which begin with the card. */
export async function readsOfAClip(page: Page, server: Server, show: string, clip: Clip) {
  for (const [from, link, about] of [
    [`/ingest/rolls/${clip.roll}`, 'With who looked at and fetched what', 'roll'],
    [`/library?show=${show}&clip=${clip.id}`, /^All that happened to it/, 'clip'],
  ] as const) {
    const asked = `/api/activity?${about}=${about === 'clip' ? clip.id : clip.roll}&limit=500`;
    await page.goto(server.address + from);
    await page.getByRole('link', { name: link }).click();
    await page.getByRole('heading', { name: `Activity of a ${about}` }).waitFor();
    await before(page).click();
    const { lines } = await server.ask<{ lines: ActivityLine[] }>(asked);
    await expect.poll(() => toldBy(page)).toEqual(pairs(lines));
    expect(lines.at(-1)?.kind).toBe('roll.found');
  }
}

/** Narrows the timeline of a clip to what one person looked at, and hands the address on to somebody who may know less. */
export async function handsOn(page: Page, other: Page, person: string) {
  const actors = async (one: Page) => new Set((await toldBy(one)).map(([, actor]) => actor));
  await list(page).getByRole('button', { name: person }).first().click();
  await expect.poll(() => actors(page)).toEqual(new Set([person]));
  await page.getByRole('combobox', { name: 'What' }).selectOption('only who looked at or fetched something');
  await expect.poll(() => page.url()).toMatch(new RegExp(`clip=.*actor=${person}.*reads=true`));
  const seen = list(page)
    .getByText(/watched/)
    .first();
  await seen.waitFor();
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(link);
  await seen.waitFor();
  expect(await page.getByRole('textbox', { name: 'Who' }).inputValue()).toBe(person);

  await other.goto(link);
  await other.getByText('Who looked at and fetched what is shown to owners of the show.').waitFor();
  await other.getByRole('textbox', { name: 'Who' }).fill('admin');
  await other.keyboard.press('Enter');
  await other.getByRole('combobox', { name: 'What' }).selectOption('everything');
  await expect.poll(() => actors(other)).toEqual(new Set(['admin']));
}
