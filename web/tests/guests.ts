import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Clip, Pull } from '../src/api/types';
import { frameOfLabel, labelOfFrame, parseRate } from '../src/player/timecode';
import { openPage, type Server } from './acetate';

/* People who come to see what was made for them or opened to them, each in a browser of their own; and what is on their screens. */

/** Adds somebody, gives them a role where one is named, and lets them choose a password; the page is theirs. */
export async function comesIn(server: Server, browser: Browser, name: string, show = '', role = ''): Promise<Page> {
  await server.ask('/api/principals', { name });
  if (role !== '') await server.change('PUT', `/api/shows/${show}/roles/${name}`, { role });
  const { secret } = await server.ask<{ secret: string }>(`/api/principals/${name}/invitation`, {});
  const page = await openPage(browser, { width: 1280, height: 800 }, []);
  await page.goto(`${server.address}/#token=${secret}`);
  await page.getByLabel(/^New password/).fill(`${name} and seven rolls of film`);
  await page.getByLabel('The same once more').fill(`${name} and seven rolls of film`);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  return page;
}

/** Has four frames of a clip pulled for a vendor, as one shot, and gives the pull. */
export async function turnsOver(server: Server, show: string, clip: Clip, vendor: string, shot: string) {
  const rate = parseRate(clip.rate);
  if (!rate) throw new Error(`The clip has no rate: ${clip.rate}`);
  const first = (frameOfLabel(clip.timecodeStart, rate) ?? 0) + 6;
  const [from, to] = [first, first + 4].map((frame) => labelOfFrame(frame, rate, false));
  const cut = [
    `TITLE: ${vendor}`,
    'FCM: NON-DROP FRAME',
    `001  ${clip.name} V     C        ${from} ${to} 01:00:00:00 01:00:00:04`,
    `* LOC: 01:00:00:02 CYAN    ${shot}`,
    '',
  ].join('\r\n');
  const settings = { headHandle: 1, tailHandle: 1, development: { from: 'LogC4' } };
  const { id } = await server.ask<Pull>(`/api/shows/${show}/pulls/vfx`, {
    cutName: `${vendor}.edl`,
    cut: Buffer.from(cut).toString('base64'),
    order: { show, rate: clip.rate, recipient: vendor, settings },
  });
  await server.ask(`/api/pulls/${id}/approve`, {});
  return id;
}

/** What the server gives to somebody's browser. */
export async function bytesOf(server: Server, page: Page, path: string): Promise<Buffer> {
  const answer = await page.request.get(server.address + path);
  expect(answer.status()).toBe(200);
  return answer.body();
}

/** With which status the server answers somebody's browser. */
export const statusOf = async (server: Server, page: Page, path: string) =>
  (await page.request.get(server.address + path)).status();

/** Fills the dialog that shares something, and gives the address that it names. */
export async function shares(
  page: Page,
  what: string,
  order: { people?: string; may?: string; passphrase?: string; until?: string; watermark?: boolean },
): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `Share ${what}` });
  if (order.people) await dialog.getByLabel('People with an account, by name').fill(order.people);
  if (order.may) await dialog.getByLabel('They may').selectOption({ label: order.may });
  if (order.passphrase) {
    await dialog.getByLabel('and a link for people without an account').check();
    await dialog.getByLabel('Passphrase (empty: none)').fill(order.passphrase);
  }
  if (order.until) await dialog.getByLabel('Ends (empty: never)').fill(order.until);
  if (order.watermark) await dialog.getByLabel('every picture carries the name of who sees it').check();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await dialog.getByText(/is shared\.$/).waitFor();
  const address = await dialog.getByLabel(/it is shown once|people named find it/).inputValue();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return address;
}

const [width, height] = [640, 360] as const;
/** Of 255; what encoding anew changes stays below it. */
const clearly = 24;

/** The frame of a moment as a browser plays it: how bright each point is, row by row. */
export async function pictureAt(video: Locator, seconds: number): Promise<number[]> {
  await expect.poll(() => video.evaluate((one) => (one as HTMLVideoElement).readyState)).toBeGreaterThan(1);
  return video.evaluate(
    async (element, [at, wide, high]) => {
      const film = element as HTMLVideoElement;
      const arrived = new Promise((done) => film.addEventListener('seeked', done, { once: true }));
      film.pause();
      film.currentTime = at;
      await arrived;
      const drawing = Object.assign(document.createElement('canvas'), { width: wide, height: high }).getContext('2d');
      drawing?.drawImage(film, 0, 0, wide, high);
      const points = drawing?.getImageData(0, 0, wide, high).data ?? new Uint8ClampedArray();
      return Array.from({ length: wide * high }, (_, point) => points[point * 4 + 1] ?? 0);
    },
    [seconds, width, height] as const,
  );
}

/** How many points of each of sixteen parts of a picture, four by four, are clearly brighter or darker in the other. */
export function differences(one: readonly number[], other: readonly number[]): number[] {
  const points = new Array<number>(16).fill(0);
  for (const [point, value] of one.entries()) {
    const part = Math.floor((Math.floor(point / width) * 4) / height) * 4 + Math.floor(((point % width) * 4) / width);
    if (Math.abs(value - (other[point] ?? 0)) > clearly) points[part] = (points[part] ?? 0) + 1;
  }
  return points;
}

/** Opens a share that carries a watermark, waits for the copy that is made, and looks at the picture of a second of it. */
export async function watches(server: Server, page: Page, address: string) {
  await page.goto(address);
  await page.getByText(/Every picture carries your name/).waitFor();
  const video = page.locator('.shared-clip video');
  await video.waitFor({ timeout: 60_000 });
  const source = (await video.getAttribute('src')) ?? '';
  return { picture: await pictureAt(video, 1), source, bytes: await bytesOf(server, page, source) };
}

/** Whose names the audit log says were burnt in, each by who then watched. */
export async function namesBurntIn(server: Server): Promise<string[]> {
  const { entries } = await server.ask<{ entries: { actor: string; action: string; detail: unknown }[] }>(
    '/api/audit?limit=200',
  );
  const burnt = entries.filter((entry) => entry.action === 'share.marked');
  for (const { actor, detail } of burnt) expect(JSON.stringify(detail)).toContain(actor);
  return burnt.map((entry) => entry.actor).sort();
}

/** A folder with a version of the shot that a vendor was given: its plate, as if painted on. */
export async function paints(server: Server, vendor: Page, workspace: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { folders } = await server.ask<{ folders: { id: string }[] }>(`/api/workspaces/${workspace}`);
  const given = `/api/workspaces/${workspace}/folders/${folders[0]?.id}/files`;
  const { files } = await server.ask<{ files: { path: string }[] }>(given);
  for (const { path } of files.filter((file) => file.path.endsWith('.exr'))) {
    const name = `NFL_010_020_comp_v001.${path.split('.').at(-2)}.exr`;
    writeFileSync(join(folder, name), await bytesOf(server, vendor, `${given}/${path}`));
  }
  return folder;
}
