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

/**
 * Hands the offline of a cut in, first something that is none, and looks at an event of it beside its original.
 * The offline is the clip's own proxy, in a cut that records at the times of its source: it must be the same picture.
 */
export async function comparesOffline(
  page: Page,
  server: Server,
  show: string,
  clip: { id: string; name: string; rate: string },
  times: readonly [string, string],
): Promise<string> {
  const answer = await page.request.get(`${server.address}/api/clips/${clip.id}/proxy.mp4`);
  const movie = { name: 'reel2.mp4', mimeType: 'video/mp4', buffer: await answer.body() };
  const [from, to] = times;
  await page.goto(`${server.address}/cuts?show=${show}`);
  await page.getByLabel(/Rate, where/).fill(clip.rate);
  await page.getByLabel(/Drop an edit list here/).setInputFiles({
    name: 'reel2.edl',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(`TITLE: REEL 2\r\n001  ${clip.name} V     C        ${from} ${to} ${from} ${to}\r\n`),
  });
  await page.getByRole('heading', { name: 'reel2.edl' }).waitFor();

  const field = page.getByLabel('Offline to hand in');
  const movies = page.getByRole('list', { name: 'Reference movies' });
  await field.setInputFiles({
    name: 'notes.mov',
    mimeType: 'video/quicktime',
    buffer: Buffer.from('not a movie at all'),
  });
  await movies.getByText(/'notes.mov' ends with .mov and does not begin as such a file does/).waitFor();
  await page.getByRole('button', { name: 'Take notes.mov away' }).click();
  await expect.poll(() => movies.count()).toBe(0);

  await field.setInputFiles(movie);
  await movies.getByText('reel2.mp4').waitFor();
  await movies.getByText('1 event compared.', { exact: true }).waitFor({ timeout: 90_000 });
  const row = page.getByRole('table', { name: 'Events' }).locator('tbody tr[aria-rowindex]').first();
  await expect.poll(() => row.textContent()).toMatch(/● alike$/);

  // The event opens with both frames at the same record time, by the keyboard, and the address keeps how it is looked at.
  await page.keyboard.press('ArrowDown');
  const both = page.getByRole('region', { name: /^Original and offline/ });
  const shown = () => both.locator('video').evaluateAll((all) => all.map((one) => one.getAttribute('data-shown')));
  await expect.poll(async () => new Set(await shown()).size).toBe(1);
  await expect.poll(async () => (await shown())[0]).not.toBe(null);
  const head = Number((await shown())[0]);
  await page.keyboard.press('ArrowRight');
  await expect.poll(shown).toEqual([String(head + 1), String(head + 1)]);
  await page.keyboard.press('v');
  await page.keyboard.press(']');
  await expect.poll(() => page.url()).toMatch(/view=wipe.*wipe=55|wipe=55.*view=wipe/);
  await page.keyboard.press('v');
  await page.keyboard.press('+');
  await expect.poll(() => both.locator('.frames').getAttribute('style')).toContain('brightness(8)');
  await page.keyboard.press('End');
  await expect.poll(() => both.getByText('likeness').textContent()).toMatch(/likeness [01]\.\d\d/);
  await page.reload();
  await both.waitFor();
  await expect.poll(() => both.locator('figure').getAttribute('data-view')).toBe('difference');
  const { pathname, search } = new URL(page.url());

  await page.getByRole('button', { name: 'Take reel2.mp4 away' }).click();
  await expect.poll(() => movies.count()).toBe(0);
  await page.keyboard.press('u');
  await movies.getByText('reel2.mp4').waitFor();
  return pathname + search;
}
