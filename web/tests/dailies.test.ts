import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ClipDaily, DailiesSummary, DailiesView } from '../src/api/types';
import { complaintsOf } from './accessible';
import { acetate, browse, keepPicture, missing, openPage, Place, Server } from './acetate';
import { comesIn, namesBurntIn, shares, watches } from './guests';
import { drawPicture, drawPlaces } from './pictures';

const show = 'NIGHTFALL';

/** Dailies on the page: they make themselves, an operator decides by keyboard what was doubted, the rest goes by itself. */
describe.skipIf(missing !== '')('dailies', () => {
  const place = new Place();
  const complaints: string[] = [];
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    acetate('demo', 'shoot', place.path('card'), '--small', '--seconds', '2');
    server = await Server.start(place.path('library'));
    const made = await server.ask<{ version: number; settings: { dailies: object } }>('/api/shows', { name: show });
    await server.change('PATCH', `/api/shows/${show}`, {
      // The pictures of the demo are drawn: at these thresholds some are doubted, as an operator's morning has it.
      settings: { ...made.settings, dailies: { ...made.settings.dailies, isOn: true, dueMinutes: 600 } },
      version: made.version,
    });
    await server.ask('/api/ingest/submissions', { path: join(place.folder, 'card'), tags: { show } });
    browser = await browse();
    page = await openPage(browser, { width: 1280, height: 800 }, complaints);
    await page.goto(server.link);
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  }, 275_000);

  afterEach((context) => keepPicture(page, context.task));

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    place.remove();
  });

  test('a show without dailies says how they come, and those of the day come into the list by themselves', async () => {
    await page.keyboard.press('q');
    await page.getByRole('heading', { name: 'Dailies', level: 1 }).waitFor();
    await expect.poll(async () => (await rolls()).length, { timeout: 150_000 }).toBeGreaterThan(0);
    const [first] = await rolls();

    await page
      .getByRole('table', { name: 'Dailies by roll' })
      .getByRole('button', { name: first?.name ?? '', exact: true })
      .waitFor({ timeout: 45_000 });
  }, 220_000);

  test('what was doubted waits with picture, sound and the reason, and is accepted by a key', async () => {
    await expect.poll(async () => (await doubted()).length, { timeout: 240_000 }).toBeGreaterThan(1);
    await allMade();
    await page.goto(`${server.address}/dailies?show=${show}`);
    const [first] = await doubted();
    const panel = page.getByRole('region', { name: first?.name ?? '', exact: true });
    await panel
      .getByText(first?.doubts[0]?.words ?? '')
      .first()
      .waitFor();
    const heard = await panel.locator('video').evaluate(async (element) => {
      const video = element as HTMLVideoElement & { webkitAudioDecodedByteCount: number };
      video.muted = true;
      await video.play();
      while (video.currentTime < 0.5) await new Promise((done) => setTimeout(done, 50));
      return { width: video.videoWidth, sound: video.webkitAudioDecodedByteCount };
    });
    await panel.getByLabel(/Note, which stands/).fill('as it was drawn');
    await drawPicture(page, 'queue-1280');
    await page.getByRole('heading', { name: 'Dailies', level: 1 }).click();
    await page.keyboard.press('Escape');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('a');
    await page.getByText(`${first?.name} is accepted.`).waitFor();

    expect(heard.width).toBeGreaterThan(0);
    expect(heard.sound).toBeGreaterThan(0);
    await expect.poll(async () => (await doubted()).map((clip) => clip.name)).not.toContain(first?.name);
    const daily = (await view(first?.roll ?? '')).clips.find((clip) => clip.clip === first?.clip);
    expect(daily?.note).toBe('as it was drawn');
  }, 400_000);

  test('what is left out by a key is not delivered, and the others of its roll are', async () => {
    const [out] = await doubted();
    await page.goto(`${server.address}/dailies?show=${show}&clip=${out?.clip}`);
    await page.getByRole('region', { name: out?.name ?? '', exact: true }).waitFor();
    await page.keyboard.press('x');
    await page.getByText(`${out?.name} is left out.`).waitFor();
    for (const clip of await doubted()) {
      await page.goto(`${server.address}/dailies?show=${show}&clip=${clip.clip}`);
      await page.getByRole('region', { name: clip.name, exact: true }).getByRole('button', { name: 'Accept' }).click();
      await page.getByText(`${clip.name} is accepted.`).waitFor();
    }
    await page.getByText('To look at nothing').waitFor();

    await expect
      .poll(async () => (await rolls()).map((roll) => roll.state), { timeout: 150_000 })
      .not.toContainEqual(expect.stringMatching(/making|review|delivering|held/));
    const { clips, folder } = await view(out?.roll ?? '');
    expect(folder).not.toBeNull();
    expect(clips.find((clip) => clip.clip === out?.clip)?.isDelivered).toBe(false);
    expect(
      clips.filter((clip) => clip.state === 'accepted' || clip.state === 'made').every((clip) => clip.isDelivered),
    ).toBe(true);
  }, 400_000);

  test('a roll opens into its clips with sound and checks, its report, and the folder it was delivered into', async () => {
    const [first] = await rolls();
    await page.goto(`${server.address}/dailies?show=${show}`);
    await page.getByRole('button', { name: first?.name ?? '', exact: true }).click();
    const roll = page.getByRole('region', { name: `Dailies of ${first?.name}` });
    await roll.getByRole('table', { name: `Clips of ${first?.name}` }).waitFor();
    const report = await roll.getByRole('link', { name: 'PDF' }).getAttribute('href');
    const answer = await page.request.get(server.address + report);
    await roll.getByRole('button', { name: 'Take it over' }).click();
    await roll.getByRole('button', { name: 'Give it back' }).waitFor();

    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await expect.poll(async () => (await rolls())[0]?.assignee).not.toBe('');
    await roll.getByRole('link', { name: (await view(first?.roll ?? '')).folder ?? '' }).click();
    await page.getByText('.ale').first().waitFor();
  }, 60_000);

  test('review movies of what was delivered are shared, and who watches them sees their name', async () => {
    const [first] = await rolls();
    const viewer = await comesIn(server, browser, 'zoe', show, 'viewer');
    await page.goto(`${server.address}/dailies?show=${show}`);
    await page.getByRole('button', { name: first?.name ?? '', exact: true }).click();
    await page.getByRole('button', { name: 'Share review movies…' }).click();
    const address = await shares(page, `the review movies of ${first?.name}`, { people: 'zoe', watermark: true });
    const seen = await watches(server, viewer, `${address}?item=0`);

    expect(seen.bytes.subarray(4, 8).toString()).toBe('ftyp');
    expect(await namesBurntIn(server)).toEqual(['zoe']);
    await viewer.context().close();
  }, 150_000);

  test('the board of all shows says how everything stands, and no place has an accessibility violation', async () => {
    await page.goto(`${server.address}/dailies?show=${show}`);
    await page.getByRole('button', { name: 'All shows' }).click();
    await page.getByText('everything is delivered').waitFor();
    const rows = page.getByRole('table', { name: 'Dailies of all shows' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe((await rolls()).length + 1);
    const [first] = await rolls();
    const violations: string[] = [];
    for (const path of [`?show=${show}&shows=all`, `?show=${show}&roll=${first?.roll}`]) {
      await page.goto(`${server.address}/dailies${path}`);
      await page.locator('main table').first().waitFor();
      violations.push(...(await complaintsOf(page)));
    }

    expect(violations).toEqual([]);
    await drawPlaces(page, server.address, {
      dailies: `/dailies?show=${show}&roll=${first?.roll}`,
      board: `/dailies?show=${show}&shows=all`,
    });
  }, 90_000);

  test("the server's policy blocked nothing, and no script failed", () => {
    expect(complaints).toEqual([]);
  });

  const rolls = async () => (await server.ask<{ rolls: DailiesSummary[] }>(`/api/shows/${show}/dailies`)).rolls;

  const doubted = async () => (await server.ask<{ clips: ClipDaily[] }>(`/api/shows/${show}/dailies/queue`)).clips;

  const view = (roll: string) => server.ask<DailiesView>(`/api/rolls/${roll}/dailies`);

  /** The whole day is made: the queue does not grow under the test's hands. */
  async function allMade() {
    const { rolls: seen } = await server.ask<{ rolls: { kind: string }[] }>(`/api/shows/${show}/rolls`);
    const cameras = seen.filter((roll) => roll.kind === 'camera').length;
    await expect
      .poll(async () => (await rolls()).filter((roll) => roll.state !== 'making').length, { timeout: 240_000 })
      .toBe(cameras);
  }
});
