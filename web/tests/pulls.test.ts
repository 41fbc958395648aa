import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Clip, DayView, Pull } from '../src/api/types';
import { frameOfLabel, labelOfFrame, parseRate } from '../src/player/timecode';
import { violations } from './accessible';
import { acetate, browse, keepPicture, missing, openPage, Place, Server, slowDown } from './acetate';
import { comparesOffline, decidesCut } from './cuts';
import { findsClips } from './library';
import { drawPlaces } from './pictures';

const show = 'NIGHTFALL';

/** Pulls on the page, from the plan to the package, against the real server with real footage. */
describe.skipIf(missing !== '')('pulls', () => {
  const place = new Place();
  const complaints: string[] = [];
  let server: Server;
  let browser: Browser;
  let page: Page;
  let clip: Clip;
  let cut: string;
  let plates: Pull;
  let compared = '';
  let originals: Pull;

  beforeAll(async () => {
    acetate('demo', 'shoot', place.path('card'), '--small', '--seconds', '2');
    const card = join(place.folder, 'card', '20260102_Day01_MU');
    for (const folder of ['Sound_Media', 'Reports']) rmSync(join(card, folder), { recursive: true });
    server = await Server.start(place.path('library'));
    await server.ask('/api/shows', { name: show });
    await server.ask('/api/ingest/submissions', { path: join(place.folder, 'card'), tags: { show } });
    browser = await browse();
    page = await openPage(browser, { width: 1280, height: 800 }, complaints);
    await page.goto(server.link);
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    clip = await movie();
    cut = listOf(clip);
  }, 275_000);

  afterEach((context) => keepPicture(page, context.task));

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    place.remove();
  });

  test('a show without pulls teaches how to plan one, and one that is planned comes into the list by itself', async () => {
    await page.goto(`${server.address}/?show=${show}`);
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.keyboard.press('p');
    await page.getByText(`acetate pull vfx CUT.edl --show ${show} --vendor NAME`).waitFor();
    originals = await plan('conform', { recipient: 'grading' });
    plates = await plan('vfx', {
      recipient: 'lupus',
      settings: { headHandle: 2, tailHandle: 2, development: { from: 'LogC4' } },
    });
    await page.getByRole('link', { name: 'VFX pull 1 for lupus' }).waitFor();

    const rows = page.locator('.pulls tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().textContent()).toMatch(
      /VFX pull 1 for lupus○ waiting for approvallupusturnover\.edl.*admin/,
    );
  });

  test('a pull says first what is not in it and why, then its plates, and why each event has its clip', async () => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const notInIt = page.getByRole('region', { name: 'Not in it, and why' });
    await notInIt.getByText('NFL_010_030').waitFor();

    expect(await notInIt.textContent()).toMatch(/▲ refused NFL_010_030 event 0*2/);
    expect(await page.locator('.estimate').textContent()).toMatch(
      /^1 plate, 12 frames, of which 12 must be rendered; .+ at most\.$/,
    );
    const plate = page.getByRole('table', { name: 'Plates' }).locator('tbody tr');
    expect(await plate.textContent()).toMatch(/NFL_010_020 PL01 v001new.*122\+2999–1010/);
    await page.getByRole('tab', { name: /Events/ }).click();
    const why = page.getByRole('table', { name: 'Events' }).locator('tbody tr');
    await expect.poll(() => why.count()).toBe(2);
    for (const [at, event] of (plates.vfx?.events ?? []).entries())
      expect(await why.nth(at).textContent()).toContain(event.why);
    expect(page.url()).toContain('tab=events');
  });

  test('what an owner must approve waits in Today', async () => {
    await page.goto(server.address);
    const waits = page.getByRole('region', { name: 'Waits for you' });
    await waits.getByRole('link', { name: 'VFX pull 1 for lupus' }).waitFor();

    expect(await waits.getByText('Approve it or give it up').count()).toBe(2);
  });

  test.each(['dark', 'light'])('neither page has an accessibility violation in the %s theme', async (theme) => {
    await page.getByLabel('Theme').selectOption(theme);

    expect(
      await violations(page, server.address, [
        '/pulls',
        `/pulls/${plates.id}?do=approve`,
        `/pulls/${plates.id}?tab=events&do=give-up`,
        `/pulls/${originals.id}`,
      ]),
    ).toEqual([]);
  });

  test('who may not approve is told who may, and has no button for it', async () => {
    const me = await (await page.request.get(`${server.address}/api/me`)).json();
    await page.route('**/api/me', (route) =>
      route.fulfill({ json: { ...me, administrator: false, roles: { [show]: 'operator' } } }),
    );
    await page.goto(`${server.address}/pulls/${plates.id}`);
    await page.getByText(`An owner of ${show} approves it`).waitFor();

    expect(await page.getByRole('button', { name: 'Approve…' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Give up…' }).count()).toBe(1);
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('what is given up says why, to everybody, and a slow machine loses no key of it', async () => {
    await page.goto(`${server.address}/pulls/${originals.id}`);
    await page.getByRole('button', { name: 'Give up…' }).waitFor();
    await slowDown(page, 40);
    await page.getByRole('button', { name: 'Give up…' }).click();
    await page.keyboard.type('the cut was the wrong one');
    await page.keyboard.press('Enter');
    await slowDown(page, 1);
    await page.getByText('Why: the cut was the wrong one').waitFor();

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Conform pull 1 for grading: given up');
    expect(await page.getByRole('region', { name: 'Actions' }).count()).toBe(0);
  }, 90_000);

  test('an owner approves by the keyboard what is named, follows it without a reload, and saves the report of what was delivered', async () => {
    await page.goto(`${server.address}/pulls/${plates.id}`);
    await page.getByRole('button', { name: 'Approve…' }).waitFor();
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    const question = page.getByRole('form', { name: 'Approval' });
    await question.getByText('This makes 1 plate, 12 frames').waitFor();
    await expect.poll(() => question.textContent()).toMatch(/workspace of lupus.*\(1\) is left out.*lupus is new here/);
    await page.keyboard.press('Enter');
    await page.getByText('VFX pull 1 for lupus is approved and being made.').waitFor();
    await page.getByText(/^Delivered to lupus/).waitFor({ timeout: 150_000 });

    const files = page.getByRole('table', { name: 'Files' }).getByRole('link');
    await expect.poll(() => files.first().textContent()).toBe('count-sheet.html');
    const [saved] = await Promise.all([page.waitForEvent('download'), files.first().click()]);
    expect(saved.suggestedFilename()).toBe('count-sheet.html');
    expect(readFileSync(await saved.path(), 'utf8')).toContain('NFL_010_020');
    expect(await violations(page, server.address, [`/pulls/${plates.id}`, `/pulls/${plates.id}?tab=made`])).toEqual([]);
    await page.getByRole('table', { name: 'Plates' }).getByText('100 %').waitFor();
  }, 225_000);

  test('people of the vendor who are let into its workspace find the package there, and nothing else', async () => {
    await server.ask('/api/principals', { name: 'lupus-io' });
    const { secret } = await server.ask<{ secret: string }>('/api/principals/lupus-io/invitation', {});
    await page.goto(`${server.address}/workspaces`);
    await page.getByRole('link', { name: 'lupus' }).click();
    await page.getByRole('form', { name: 'Let somebody in' }).getByLabel('Name').fill('lupus-io');
    await page.getByRole('button', { name: 'Let in' }).click();
    await page.getByRole('table', { name: 'People let in' }).getByText('lupus-io').waitFor();
    expect(await violations(page, server.address, [new URL(page.url()).pathname, '/workspaces', '/returns'])).toEqual(
      [],
    );

    const vendor = await openPage(browser, { width: 1280, height: 800 }, []);
    await vendor.goto(`${server.address}/#token=${secret}`);
    await vendor.getByLabel(/^New password/).fill('wolves run in the snow');
    await vendor.getByLabel('The same once more').fill('wolves run in the snow');
    await vendor.getByRole('button', { name: 'Set the password' }).click();
    await vendor.getByRole('link', { name: 'lupus' }).click();
    await vendor.getByRole('button', { name: /_lupus_vfx-0001_/ }).click();
    const sheet = vendor.getByRole('table', { name: 'Files' }).getByRole('link', { name: 'count-sheet.html' });
    const [saved] = await Promise.all([vendor.waitForEvent('download'), sheet.click()]);

    expect(readFileSync(await saved.path(), 'utf8')).toContain('NFL_010_020');
    const places = vendor.getByRole('navigation', { name: 'Places' }).getByRole('listitem');
    expect(await places.allTextContents()).toEqual(['Workspacesw', 'Sharesd', 'Your accounts']);
    await vendor.goto(`${server.address}/pulls/${plates.id}`);
    await vendor.getByText(/There is no pull/).waitFor();
    await vendor.context().close();
  }, 150_000);

  test('where a package arrived stands on the page of its pull by itself, and in its workspace', async () => {
    const { folder } = await server.ask<Pull>(`/api/pulls/${plates.id}`);
    await page.goto(`${server.address}/pulls/${plates.id}`);
    await page.getByText(/^Delivered to lupus/).waitFor();
    await server.change('PUT', `/api/workspaces/${folder?.workspace}/folders/${folder?.id}/receipts`, {
      site: 'Lupus, Munich',
      state: 'complete',
      files: 7,
      bytes: 9000,
      generation: 2,
      manifestHash: 'xxh128:0a1b',
      packageHash: 'c4:another',
    });
    const row = page.getByRole('table', { name: 'Where it arrived' }).getByRole('row', { name: /Lupus, Munich/ });
    await row.waitFor();

    expect(await row.textContent()).toMatch(/● arrived, read back.*7.*generation 2, ▲ manifest hash differs/);
    expect(await violations(page, server.address, [`/pulls/${plates.id}`])).toEqual([]);
    await page.goto(`${server.address}/workspaces/${folder?.workspace}?folder=${folder?.id}`);
    await page
      .getByRole('table', { name: /^Where .*vfx-0001/ })
      .getByText('Lupus, Munich')
      .waitFor();
  });

  test('clips are found in words and by what there is, in an address that can be shared and a search that is kept', async () => {
    compared = await findsClips(page, server, show, complaints);
    expect(
      await violations(page, server.address, [compared, compared.replace('view=wipe', 'view=difference')]),
    ).toEqual([]);
  }, 150_000);

  test('a cut that is handed in says what each event means, is decided about by the keyboard, compared, and pulled from', async () => {
    const opened = await decidesCut(page, server, show, cut, clip.rate);
    expect(await violations(page, server.address, [`/cuts?show=${show}`, opened])).toEqual([]);
    await drawPlaces(page, server.address, {
      cuts: `/cuts?show=${show}`,
      cut: opened,
      pulls: `/pulls?show=${show}`,
      pull: `/pulls/${plates.id}`,
      compare: compared,
    });
  }, 200_000);

  test('the offline of a cut is held against its originals, and looked at beside them frame by frame', async () => {
    const opened = await comparesOffline(page, server, show, clip, timesOf(clip));
    for (const theme of ['light', 'dark']) {
      await page.getByLabel('Theme').selectOption(theme);
      expect(await violations(page, server.address, [opened, opened.replace('difference', 'wipe')])).toEqual([]);
    }
    await page.setViewportSize({ width: 2560, height: 1440 });
    expect(await violations(page, server.address, [opened])).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  }, 200_000);

  test("the server's policy blocked nothing, and no script failed", () => {
    expect(complaints).toEqual([]);
  });

  /** A clip of one file that was inspected and whose roll is read back, so that it can be pulled. */
  async function movie(): Promise<Clip> {
    for (const until = Date.now() + 90_000; Date.now() < until; await new Promise((done) => setTimeout(done, 500))) {
      const { days } = await server.ask<{ days: { shootDay: string }[] }>(`/api/shows/${show}/days`);
      const day = days[0] && (await server.ask<DayView>(`/api/shows/${show}/days/${days[0].shootDay}`));
      for (const { roll } of day?.rolls ?? []) {
        if (/found|manifest|uploading|uploaded/.test(roll.stage)) continue;
        const { clips } = await server.ask<{ clips: Clip[] }>(`/api/rolls/${roll.id}/clips`);
        const clip = clips.find(
          (one) => one.kind === 'single' && one.timecodeStart && one.width && (one.frames ?? 0) > 20,
        );
        if (clip) return clip;
      }
    }
    throw new Error('No clip was ready to be pulled.');
  }

  /** Eight frames of a clip as one shot, and a shot of a roll that nobody has. */
  function listOf(clip: Clip): string {
    const rate = parseRate(clip.rate);
    if (!rate) throw new Error(`The clip has no rate: ${clip.rate}`);
    const drop = clip.timecodeStart.includes(';');
    const first = (frameOfLabel(clip.timecodeStart, rate) ?? 0) + 6;
    const at = (frame: number) => labelOfFrame(frame, rate, drop);
    return [
      'TITLE: TURNOVER',
      `FCM: ${drop ? '' : 'NON-'}DROP FRAME`,
      `001  ${clip.name} V     C        ${at(first)} ${at(first + 8)} 01:00:00:00 01:00:00:08`,
      '* LOC: 01:00:00:02 CYAN    NFL_010_020',
      '002  Z999C001_260102_R9ZZ V     C        11:00:00:00 11:00:00:08 01:00:00:08 01:00:00:16',
      '* LOC: 01:00:00:10 CYAN    NFL_010_030',
      '',
    ].join('\r\n');
  }

  /** Where sixteen frames of a clip begin and end. */
  function timesOf(clip: Clip): [string, string] {
    const rate = parseRate(clip.rate);
    if (!rate) throw new Error(`The clip has no rate: ${clip.rate}`);
    const drop = clip.timecodeStart.includes(';');
    const first = (frameOfLabel(clip.timecodeStart, rate) ?? 0) + 2;
    return [labelOfFrame(first, rate, drop), labelOfFrame(first + 16, rate, drop)];
  }

  async function plan(kind: 'vfx' | 'conform', order: object): Promise<Pull> {
    return server.ask<Pull>(`/api/shows/${show}/pulls/${kind}`, {
      cutName: 'turnover.edl',
      cut: Buffer.from(cut).toString('base64'),
      order: { show, rate: clip.rate, ...order },
    });
  }
});
