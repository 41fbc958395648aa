import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Server } from './acetate';

/** The Library, step by step; it stands on a show whose clips others have ingested. */

/** Finds clips from the keyboard, narrows them, opens one, shares the address, and keeps the search. */
export async function findsClips(page: Page, server: Server, show: string, complaints: string[]) {
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

  await page.getByLabel('Search clips').fill('iso:8oo');
  await page.getByRole('alert').getByText("'8oo' is no number or range of iso.").waitFor();
  expect(complaints.splice(0).every((one) => one.includes('400'))).toBe(true); // the browser notes every 400
  await page.getByLabel('Search clips').fill('nothing-is-called-so');
  await page.getByText('No clip is so.').waitFor();
  await page.getByRole('button', { name: 'Show all clips' }).click();
  await expect.poll(() => total.textContent()).toBe(`${all} clips`);
  expect(complaints).toEqual([]);
}
