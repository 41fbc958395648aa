import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Clip } from '../src/api/types';
import { frameOfLabel, labelOfFrame, parseRate } from '../src/player/timecode';
import type { Server } from './acetate';

/** What a person does beside the player, step by step; it stands on a day that others have ingested. */

/** Corrects a value while somebody else is quicker, writes it all the same, and takes that back. */
export async function correctsAValue(page: Page, server: Server, clip: Clip, complaints: string[]) {
  await page.goto(`${server.address}/ingest/rolls/${clip.roll}?tab=clips&clip=${clip.id}`);
  const facts = page.locator('table.facts');
  await facts.getByText('camera.model').waitFor();
  const scene = facts.locator('[data-field="slate.scene"]');
  const before = await server.ask<{ values: { field: string; value: string }[] }>(`/api/clips/${clip.id}/values`);
  const said = before.values.find((value) => value.field === 'slate.scene')?.value ?? '';
  if (said === '') await page.getByLabel('Say more').selectOption('slate.scene');
  else await page.getByRole('button', { name: 'Correct Scene' }).click();
  const form = page.getByRole('form', { name: 'Correct Scene' });
  await form.getByLabel('Scene').fill('42B');
  // Somebody else is quicker, while the form is open.
  await server.ask(`/api/clips/${clip.id}/edits`, { field: 'slate.scene', value: '43', version: 0, reason: 'slate' });
  await expect.poll(() => scene.textContent()).toContain('43');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('was quicker: Scene is 43 now. You wanted 42B.').waitFor();
  complaints.length = 0; // the browser notes every 409
  await page.getByRole('button', { name: 'Write mine' }).click();
  await expect.poll(() => scene.textContent()).toContain('42B');

  await page.getByRole('button', { name: 'History of Scene' }).click();
  await page.getByRole('button', { name: 'Take back edit 2 of Scene' }).click();

  await expect.poll(() => page.locator('.history li').count()).toBe(3);
  await expect.poll(() => scene.locator('td').first().textContent()).toMatch(/^43The files say/);
  expect(complaints).toEqual([]);
}

/** Plays, steps, types a timecode, sets a loop and marks it, all from the keyboard; the address keeps place and loop. */
export async function goesThroughAClip(page: Page, server: Server, clip: Clip) {
  const rate = parseRate(clip.rate);
  if (!rate) throw new Error(`The clip has no rate: ${clip.rate}`);
  const origin = frameOfLabel(clip.timecodeStart, rate) ?? 0;
  const label = (frame: number) => labelOfFrame(origin + frame, rate, clip.timecodeStart.includes(';'));
  const last = (clip.proxy?.frames ?? 0) - 1;
  const shows = (frame: number) =>
    expect.poll(() => page.getByLabel('Timecode', { exact: true }).textContent()).toBe(label(frame));
  await page.goto(`${server.address}/ingest/rolls/${clip.roll}?tab=clips&clip=${clip.id}&frame=7`);
  await page.getByRole('slider', { name: 'Position' }).waitFor();
  await shows(7);
  if (clip.proxy?.waveform) await page.locator('.waveform[data-ready="true"]').waitFor();

  await page.keyboard.press('End');
  await shows(last);
  await page.keyboard.press('Home');
  await shows(0);
  await page.keyboard.down('k');
  for (let press = 0; press < 3; press++) await page.keyboard.press('l');
  await page.keyboard.press('j');
  await page.keyboard.up('k');
  await shows(2);
  await page.keyboard.press('=');
  await page.getByLabel('Go to timecode').fill(label(12));
  await page.keyboard.press('Enter');
  await shows(12);
  await page.keyboard.press('i');
  await expect.poll(() => page.url()).toContain('in=12');
  await page.keyboard.press('Shift+ArrowRight');
  await shows(22);
  await page.keyboard.press('o');
  await expect.poll(() => page.url()).toContain('out=22');
  await page.keyboard.press('m');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  await page.keyboard.press('Enter');
  await page.locator('.scrub-bar .mark').waitFor();
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Play' }).waitFor();
  await expect
    .poll(async () => Number(new URL(page.url()).searchParams.get('frame')))
    .toSatisfy((frame: number) => frame >= 12 && frame <= 23);
  await page.reload();
  await page.getByText(`in ${label(12)} · out ${label(22)}`).waitFor();
}

/** Talks about the marked frames while somebody else does too, resolves it, and saves the markers for an editing system. */
export async function talksAboutFrames(page: Page, server: Server, clip: Clip) {
  type Threads = { threads: { marker: { id: string; firstFrame: number; frames: number } }[] };
  const { threads } = await server.ask<Threads>(`/api/clips/${clip.id}/comments`);
  expect(threads.map(({ marker }) => [marker.firstFrame, marker.frames])).toEqual([[12, 11]]);
  const comments = page.getByRole('region', { name: 'Comments' });
  await comments.getByLabel(/^On /).fill('boom in shot');
  await comments.getByLabel('Colour').selectOption('cyan');
  await comments.getByRole('button', { name: 'Comment', exact: true }).click();
  await comments.getByText('boom in shot', { exact: true }).waitFor();
  // Somebody else speaks, and the page hears it by itself.
  await server.ask(`/api/clips/${clip.id}/comments/${threads[0]?.marker.id}/replies`, { text: 'which boom?' });
  await comments.getByText('which boom?').waitFor();
  await comments.getByRole('button', { name: 'Resolve' }).first().click();
  await comments.getByLabel('Show what is done (1)').waitFor();

  const edl = await fetch(`${server.address}/api/clips/${clip.id}/markers.edl`, {
    headers: { Authorization: `Bearer ${server.token}` },
  });
  expect((await edl.text()).match(/\* LOC: /g)).toHaveLength(2);
  expect(await page.locator('.scrub-bar .mark').count()).toBe(2);
}

/** Has a frame of the original rendered, sees every pixel of it, and reads why it looks so; the address shows the same still again. */
export async function rendersAFrame(page: Page, server: Server, clip: Clip, complaints: string[]) {
  await page.goto(`${server.address}/ingest/rolls/${clip.roll}?tab=clips&clip=${clip.id}&frame=3`);
  const still = page.getByRole('region', { name: 'A frame at full size' });
  await still.getByLabel(/^As/).selectOption({ label: 'to send: Rec.709, JPEG' });
  await still.getByRole('button', { name: /^Render / }).click();
  const picture = still.getByAltText('Frame 3 at full size');
  const width = () => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await picture.waitFor({ timeout: 150_000 });
  await expect.poll(width).toBe(clip.width);
  await still.getByText('Why it looks so').click();
  await expect.poll(() => still.locator('.recipe li').count()).toBeGreaterThan(1);

  await page.reload();

  await picture.waitFor();
  await expect.poll(width).toBe(clip.width);
  expect(complaints).toEqual([]);
}
