import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Server } from './acetate';

/** The Library, step by step; it stands on a show whose clips others have ingested. */

/** Finds clips from the keyboard, narrows them, opens one, shares the address, and keeps the search. */
export async function findsClips(page: Page, server: Server, show: string, complaints: string[]): Promise<string> {
  await page.goto(`${server.address}/library?show=${show}`);
  const total = page.locator('.library-head .total');
  const pictures = page.locator('.thumbs .thumb:not(.to-come)');
  await expect.poll(() => pictures.count()).toBeGreaterThan(1);
  // Clips are shown while they are still being counted.
  await expect.poll(() => total.textContent()).toMatch(/^\d+ clips$/);
  const all = Number.parseInt((await total.textContent()) ?? '', 10);
  const name = ((await pictures.first().locator('.name').textContent()) ?? '').split(' ')[0] ?? '';

  await page.keyboard.press('/');
  await page.keyboard.type(`${name.slice(2)} kind:camera`);
  await expect.poll(() => total.textContent()).toBe('1 clip');
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(`${name.slice(2)} kind:camera`);
  await page.getByLabel('Search clips').fill('');
  await expect.poll(() => total.textContent()).toBe(`${all} clips`);
  await page.keyboard.press('Escape');

  // What is pressed beside the list is a term of the search, and as many are found as it said.
  const facet = page.locator('.facets button').filter({ hasText: 'camera' }).first();
  await facet.waitFor();
  const promised = Number.parseInt((await facet.locator('.count').textContent()) ?? '', 10);
  await facet.click();
  await expect.poll(() => total.textContent()).toBe(`${promised} ${promised === 1 ? 'clip' : 'clips'}`);
  await expect.poll(() => facet.getAttribute('aria-pressed')).toBe('true');

  await page.keyboard.press('v');
  const rows = page.locator('.hits tbody tr[aria-rowindex]');
  await expect.poll(() => rows.count()).toBe(promised);
  await page.getByRole('button', { name: 'Clip', exact: true }).click();
  await expect.poll(() => page.locator('th[aria-sort="ascending"]').textContent()).toBe('Clip ↑');
  await rows.first().getByRole('button').waitFor();
  await rows.first().getByRole('button').click();
  await page.locator('aside.clip').waitFor();
  const link = page.url();
  const opened = await page.locator('aside.clip h2').textContent();

  // The address is the view: whoever gets it sees the same.
  await page.goto('about:blank');
  await page.goto(link);
  await expect.poll(() => page.locator('aside.clip h2').textContent()).toBe(opened);
  await expect.poll(() => rows.count()).toBe(promised);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('aside.clip').count()).toBe(0);

  await page.keyboard.press('c');
  await page.getByRole('form', { name: 'Keep this search' }).getByLabel('Name').fill('Picture only');
  await page.keyboard.press('Enter');
  await page.getByText('Picture only is kept.').waitFor();
  await page.goto(`${server.address}/library?show=${show}`);
  await page.getByRole('link', { name: 'Picture only' }).click();
  await expect.poll(() => total.textContent()).toBe(`${promised} ${promised === 1 ? 'clip' : 'clips'}`);

  // What is found, and no more, goes out as a list; and two clips are compared at linked frames.
  await page.getByText('Export', { exact: true }).click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Table (.csv)' }).click(),
  ]);
  const lines = readFileSync(await saved.path(), 'utf8')
    .trim()
    .split('\n');
  expect(saved.suggestedFilename()).toBe('Clips.csv');
  expect(lines.length).toBe(promised + 1);
  const compared = await comparesClips(page, pictures);
  await page.goto(`${server.address}/library?show=${show}`);

  await page.getByLabel('Search clips').fill('iso:8oo');
  await page.getByRole('alert').getByText("'8oo' is no number or range of iso.").waitFor();
  expect(complaints.splice(0).every((one) => one.includes('400'))).toBe(true); // the browser notes every 400
  await page.getByLabel('Search clips').fill('nothing-is-called-so');
  await page.getByText('No clip is so.').waitFor();
  await page.getByRole('button', { name: 'Show all clips' }).click();
  await expect.poll(() => total.textContent()).toBe(`${all} clips`);
  expect(complaints).toEqual([]);
  return compared;
}

/** Holds a clip, opens another, and looks at both by the keyboard; the address is the view. */
async function comparesClips(page: Page, pictures: Locator): Promise<string> {
  const made = pictures.filter({ has: page.locator('img') });
  await expect.poll(() => made.count()).toBeGreaterThan(1);
  await made.nth(0).click();
  await page.getByRole('button', { name: 'Compare with another…' }).click();
  await made.nth(1).click();
  await page.getByRole('link', { name: /^Compare with / }).click();
  await page.getByRole('heading', { name: 'Compare' }).waitFor();
  await page.getByLabel('Linked by').selectOption('frames');
  const shown = () =>
    page.locator('.frames video').evaluateAll((all) => all.map((one) => one.getAttribute('data-shown')));
  await expect.poll(shown).toEqual(['0', '0']);
  await page.getByRole('heading', { name: 'Compare' }).click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(shown).toEqual(['2', '2']);
  await page.keyboard.press('.');
  await expect.poll(shown).toEqual(['2', '3']);
  await page.keyboard.press('v');
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(link);
  await expect.poll(shown).toEqual(['2', '3']);
  await expect.poll(() => page.locator('.frame-compare').getAttribute('data-view')).toBe('wipe');
  const { pathname, search } = new URL(link);
  return pathname + search;
}
