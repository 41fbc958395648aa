import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe complains of on the page as it is: the rule, and where. Of a theme only the colours are its own: for a second one they are enough. */
export async function complaintsOf(page: Page, rules?: 'colours'): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  return page.evaluate(async (only) => {
    const { axe: checker } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    const options = only ? { runOnly: ['color-contrast'] } : {};
    const { violations } = await checker.run({ ...options, resultTypes: ['violations'] });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  }, rules);
}

/** What axe complains of in places, each when everything on it has come, and which of them are wider than the window. */
export async function violations(
  page: Page,
  address: string,
  paths: string[],
  themes: string[] = [],
): Promise<string[]> {
  const all: string[] = [];
  for (const path of paths) {
    await page.goto(address + path);
    await page.locator('main h1').first().waitFor();
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    for (const [i, theme] of (themes.length > 0 ? themes : ['']).entries()) {
      if (theme) await page.getByLabel('Theme').selectOption(theme);
      const found = await complaintsOf(page, i > 0 ? 'colours' : undefined);
      all.push(...found.map((one) => `${path} ${theme} ${one}`));
    }
    const over = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);
    if (over > 0) all.push(`${path} is ${over} pixels wider than the window`);
  }
  return all;
}

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}
