import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const images = resolve(import.meta.dirname, '../../docs/guide/images');
/** The few that the guide shows; the others are to be looked at after a change, and lie outside the repository. */
const shown = [
  ...['today', 'ingest', 'roll', 'held', 'clip', 'library', 'dailies', 'queue', 'cut', 'compare', 'pull', 'returns'],
  'workspace-vendor',
].map((name) => `${name}-1280`);
const drawn = resolve(import.meta.dirname, '../../artifacts/pictures');
const sizes = [
  [1280, 800],
  [2560, 1440],
] as const;

/** Only `./dev scenarios` draws pictures. */
const isDrawing = process.env.ACETATE_REWRITE === '1';

/** A picture of what a test has on the screen. */
export async function drawPicture(page: Page, name: string) {
  if (!isDrawing) return;
  await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
  mkdirSync(drawn, { recursive: true });
  await page.screenshot({ path: join(shown.includes(name) ? images : drawn, `${name}.png`) });
}

/** Pictures of places at both sizes; a library with very much in it is drawn by `./dev bench web --pictures`. */
export async function drawPlaces(page: Page, address: string, places: Record<string, string>, kind = '') {
  if (!isDrawing) return;
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    for (const [name, path] of Object.entries(places)) {
      await page.goto(address + path);
      await page.locator('main h1').first().waitFor();
      await page.getByLabel('Theme').selectOption('dark');
      await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
      await page.waitForLoadState('networkidle', { timeout: 700 }).catch(() => {}); // the event stream never ends
      await drawPicture(page, [name, kind, width].filter(Boolean).join('-'));
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
