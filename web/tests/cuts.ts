import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Server } from './acetate';

/** Cuts, step by step; they stand on a show whose clips others have ingested. */

/** Hands a cut in, looks at its events from the keyboard, decides about one, takes that back, and plans a pull of it. */
export async function decidesCut(
  page: Page,
  server: Server,
  show: string,
  list: string,
  rate: string,
): Promise<string> {
  await page.goto(`${server.address}/cuts?show=${show}`);
  await page.getByText('No cut yet.').waitFor();
  await page.getByLabel(/Rate, where/).fill(rate);
  await page
    .getByLabel(/Drop an edit list here/)
    .setInputFiles({ name: 'reel1_v1.edl', mimeType: 'application/octet-stream', buffer: Buffer.from(list) });
  await page.getByRole('heading', { name: 'reel1_v1.edl' }).waitFor();

  const status = page.locator('.outcomes [role="status"]');
  await expect.poll(() => status.textContent()).toBe('1 event to decide.');
  const rows = page.getByRole('table', { name: 'Events' }).locator('tbody tr[aria-rowindex]');
  await expect.poll(() => rows.count()).toBe(2);
  await expect.poll(() => rows.first().locator('.frame-picture img').count()).toBe(1);

  // The next event that wants a person opens by a key, and the address says so.
  await page.keyboard.press('n');
  const event = page.getByRole('complementary', { name: /^Event/ });
  await expect.poll(() => event.locator('h2').textContent()).toContain('missing');
  await event.getByLabel('No camera original, but').selectOption('stock');
  await expect.poll(() => status.textContent()).toBe('Nothing is left to decide.');
  await page.reload();
  await expect.poll(() => rows.last().textContent()).toContain('not camera media');

  await page.keyboard.press('ArrowUp');
  await expect.poll(() => event.locator('h2').textContent()).toContain('matched');
  await page.keyboard.press('0');
  await expect.poll(() => rows.first().textContent()).not.toContain('matched');
  await page.keyboard.press('u');
  await page.getByText('It is taken back.').waitFor();
  await expect.poll(() => rows.first().textContent()).toContain('matched');
  await page.keyboard.press('Escape');
  await expect.poll(() => event.count()).toBe(0);
  await page.keyboard.press('ArrowDown');
  await event.waitFor();

  const { pathname, search } = new URL(page.url());

  await page.goto(`${server.address}/cuts?show=${show}`);
  await page.getByLabel(/Rate, where/).fill(rate);
  await page.getByLabel(/Drop an edit list here/).setInputFiles({
    name: 'reel1_v2.edl',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(list.slice(0, list.indexOf('002 '))),
  });
  await page.getByRole('heading', { name: 'reel1_v2.edl' }).waitFor();
  await page.getByLabel('What changed since').selectOption({ index: 1 });
  await page.getByText(/1 omitted, 1 same/).waitFor();

  await page.getByRole('button', { name: 'Pull originals…' }).click();
  await page.getByLabel('For the finishing house').fill('finish');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /Conform pull 1 for finish/ }).waitFor();
  return pathname + search;
}
