import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Clip, DayView, RollView } from '../src/api/types';
import { frameOfLabel, labelOfFrame, parseRate } from '../src/player/timecode';
import { violations } from './accessible';
import { acetate, browse, keepPicture, missing, openPage, Place, Server } from './acetate';
import { correctsAValue, goesThroughAClip, rendersAFrame, talksAboutFrames } from './clips';
import { drawPicture, drawPlaces } from './pictures';
import { aFile, nearest } from './samples';

const show = 'NIGHTFALL';
const other = 'DAYBREAK';

/** One story on one real server, in the order in which a day goes: each test stands on what the ones before it did. */
describe.skipIf(missing !== '')('the web app against a real server', () => {
  const place = new Place();
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    acetate('demo', 'shoot', place.path('good'), '--small', '--seconds', '2', '--fault', 'missing-roll');
    acetate('demo', 'shoot', place.path('bad'), '--small', '--seconds', '2', '--seed', '7', '--fault', 'missing');
    server = await Server.start(place.path('library'));
    browser = await browse();
    page = await openPage(browser, { width: 1280, height: 800 }, complaints);
  }, 275_000);

  afterEach((context) => keepPicture(page, context.task));

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    place.remove();
  });

  test('nobody comes in without a token, and the printed address signs in and hides it', async () => {
    await page.goto(server.address);
    await page.getByLabel('Name').fill('nobody');
    await page.getByLabel('Password').fill('a password that is not theirs');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('There is nobody of this name with this password.').waitFor();
    await page.getByText('With a token').click();
    await page.getByLabel('Access token').fill('act_nonsense');
    await page.getByRole('button', { name: 'Sign in with the token' }).click();
    await page.getByText('The token is unknown, expired or revoked.').waitFor();
    complaints.length = 0; // the browser notes every 401

    await page.goto('about:blank');
    await page.goto(server.link);
    await page.getByRole('heading', { name: 'Today' }).waitFor();

    expect(page.url()).not.toContain('token');
    await pictures({ today: '/', ingest: '/ingest', jobs: '/jobs', settings: '/settings' }, 'empty');
  });

  test('the first show is made on the page, and its settings can be changed and taken back', async () => {
    await page.goto(`${server.address}/settings`);
    await page.getByLabel(/Short name/).fill(show);
    await page.getByLabel('Title').fill('Nightfall');
    await page.getByRole('button', { name: 'Make the show' }).click();
    await page.getByLabel('Verified copies').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(`The settings of ${show} are changed.`).waitFor();
    const changed = await server.ask<{ settings: { policy: { copies: number } } }>(`/api/shows/${show}`);
    await page.getByRole('button', { name: 'Undo' }).click();

    expect(changed.settings.policy.copies).toBe(3);
    await expect
      .poll(async () => (await server.ask<typeof changed>(`/api/shows/${show}`)).settings.policy.copies)
      .toBe(2);
  });

  test('an empty day teaches how to fill it', async () => {
    await page.goto(`${server.address}/ingest?show=${show}`);

    await page.getByText(`acetate ingest /media/CARD --show ${show}`).waitFor();
  });

  test('a card is read, summed up and started, and the day goes green without a reload', async () => {
    await page.goto(`${server.address}/ingest?show=${show}`);
    await page.getByText('No shoot day yet.').waitFor();
    await page.keyboard.press('n');
    await page.getByLabel(/Card, drive or folder/).fill(join(place.folder, 'good'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^4 rolls/ }).waitFor();
    await page.getByRole('button', { name: /Start the ingest/ }).click();
    await page.locator('.receipt').waitFor();

    const rows = page.locator('.matrix tbody tr[data-state="done"]');
    await expect.poll(() => rows.count(), { timeout: 200_000, interval: 500 }).toBe(4);
  }, 250_000);

  test('a roll that the report promised and that never arrived is a row of its own, late', async () => {
    const row = page.locator('.matrix tr.missing');

    expect(await row.count()).toBe(1);
    expect(await row.textContent()).toMatch(/◆ late.*never arrived/);
  });

  test('a roll without clips goes through its stages in their order', async () => {
    const reports = (await theDay()).rolls.find((entry) => entry.roll.name === 'Reports');
    const { events } = await server.ask<{ events: { kind: string }[] }>(`/api/rolls/${reports?.roll.id}/timeline`);
    const stages = /^roll\.(uploaded|verified|inspected|proxied|archived|complete)$/;

    expect(events.map((event) => event.kind).filter((kind) => stages.test(kind))).toEqual(
      ['uploaded', 'verified', 'inspected', 'proxied', 'archived', 'complete'].map((stage) => `roll.${stage}`),
    );
  });

  test('the matrix works from the keyboard: arrows move, / filters, Enter opens', async () => {
    await page.keyboard.press('Escape');
    await page.goto(`${server.address}/ingest?show=${show}`);
    await page.locator('.matrix tbody th a').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const second = await page.locator('.matrix tbody th a').nth(1).textContent();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(second);

    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.type('sound');
    await expect.poll(() => page.locator('.matrix tbody th a').allTextContents(), { timeout: 10_000 }).toHaveLength(1);
    expect(page.url()).toContain('filter=sound');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');

    await page.locator('.verdict[data-safe="true"]').getByText('SAFE TO FORMAT').waitFor();
    expect(page.url()).toMatch(/\/ingest\/rolls\/[0-9a-f-]{36}/);
  });

  test('every event of the roll stands in its timeline', async () => {
    const id = /rolls\/([^?]+)/.exec(page.url())?.[1];
    const { events } = await server.ask<{ events: unknown[] }>(`/api/rolls/${id}/timeline`);

    await expect.poll(() => page.locator('.timeline > li').count()).toBe(events.length);
    expect(events.length).toBeGreaterThan(5);
  });

  test('stepping shows exactly the frame that the timecode names', async () => {
    const clip = await pictureClip();
    await page.goto(`${server.address}/ingest/rolls/${clip.roll}?tab=clips&clip=${clip.id}`);
    const timecode = page.getByLabel('Timecode', { exact: true });
    await expect.poll(() => timecode.textContent()).toBe(clip.timecodeStart);
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowLeft');
    const rate = parseRate(clip.rate);
    if (!rate) throw new Error(`The clip has no rate: ${clip.rate}`);
    const first = frameOfLabel(clip.timecodeStart, rate) ?? 0;

    await expect
      .poll(() => timecode.textContent())
      .toBe(labelOfFrame(first + 14, rate, clip.timecodeStart.includes(';')));
    await expect.poll(async () => nearest(await framesOfProxy(clip), await pictureOnScreen())).toBe(14);
    await expect.poll(() => page.url()).toContain('frame=14');
  });

  test.each([
    ['a clip is gone through from the keyboard, and the address keeps place and loop', goesThroughAClip],
    ['a frame of the original is rendered at full size and says why it looks so', rendersAFrame],
    ['frames are talked about, answers arrive by themselves, and markers leave as locators', talksAboutFrames],
    ['a value is corrected, the second of two is shown both, and an edit is taken back', correctsAValue],
  ])('%s', async (_, does) => does(page, server, await pictureClip(), complaints));

  test('a held roll says what is wrong and what to do, and goes on when a person releases it with a reason', async () => {
    await server.ask('/api/shows', { name: other });
    await page.goto(
      `${server.address}/ingest?show=${other}&new=1&path=${encodeURIComponent(join(place.folder, 'bad'))}`,
    );
    await page.getByRole('button', { name: 'Read the card' }).click();
    await page.getByRole('button', { name: /Start the ingest/ }).click();
    await page.locator('.receipt').getByText('is held').first().waitFor();
    await page.goto(server.address);
    const waits = page.getByRole('region', { name: 'Waits for you' });
    await waits
      .getByText(/■ held/)
      .first()
      .waitFor();
    expect(await waits.locator('.todo').first().textContent()).not.toBe('');

    const held = (await theDay(other)).rolls.find((entry) => entry.roll.hold && entry.roll.manifest === 'missing');
    await page.goto(`${server.address}/ingest/rolls/${held?.roll.id}`);
    await page.getByText('NOT SAFE TO FORMAT, because').waitFor();
    await picture('held-1280');
    await page.getByRole('button', { name: /Release as it is/ }).click();
    await page.getByLabel(/Why .* may go on/).fill('the clip was not used');
    await page.getByRole('button', { name: `Release ${held?.roll.name}` }).click();

    await page.getByText('the clip was not used').waitFor();
  });

  test('a list of 100,000 files scrolls to its end and keeps the page small', async () => {
    // The list is made here: ingesting a hundred thousand files would take minutes and prove nothing more about it.
    const total = 100_000;
    await page.route('**/api/rolls/*/files?**', (route) => {
      const after = Number(new URL(route.request().url()).searchParams.get('after'));
      const files = Array.from({ length: Math.min(1000, total - after) }, (_, index) => aFile(after + index + 1));
      return route.fulfill({ json: { files } });
    });
    const [entry] = (await theDay()).rolls;
    const address = `/api/rolls/${entry?.roll.id}`;
    await page.route(`**${address}`, async (route) => {
      const view = await server.ask<RollView>(address);
      return route.fulfill({
        json: { ...view, summary: { ...view.summary, roll: { ...view.summary.roll, files: total } } },
      });
    });
    await page.goto(`${server.address}/ingest/rolls/${entry?.roll.id}?tab=files`);
    await page.getByText('100,000 files', { exact: true }).waitFor();
    const frame = page.locator('.file-frame');
    // Pages come as they are needed, so the end is reached in leaps.
    await expect
      .poll(
        async () => {
          await frame.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return frame.locator('.file-row').last().textContent();
        },
        { timeout: 25_000, interval: 50 },
      )
      .toContain('frame_0100000');

    expect(await page.locator('.file-row').count()).toBeLessThan(100);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1500);
    await page.unrouteAll({ behavior: 'wait' }); // one may still be asking the server
  });

  test('the page says that the server is gone, and goes on by itself when it is back', async () => {
    await page.goto(`${server.address}/jobs`);
    await page.getByText('live', { exact: true }).waitFor();
    await server.kill();
    await page.getByText('not live', { exact: true }).waitFor();
    await page
      .getByRole('alert')
      .getByText(/cannot be reached/)
      .waitFor();
    complaints.length = 0; // the browser notes every refused connection
    await server.restart();

    await page.getByText('live', { exact: true }).waitFor({ timeout: 20_000 });
    complaints.length = 0;
  }, 150_000);

  test('the queue says what ended by show and kind and who works, and capacity what to do before anything was measured', async () => {
    await page.goto(`${server.address}/jobs`);
    const pages = page.getByRole('navigation', { name: 'About work' });
    await pages.getByRole('link', { name: 'Queue' }).click();
    await page.getByRole('heading', { name: 'Queue', level: 1 }).waitFor();
    await page.getByRole('rowheader', { name: `ingest ${show}` }).waitFor();
    await page.getByText(/Workers: \d+ of [\d.,]+ cores in use/).waitFor();
    await page.getByText(/gives out the work\.$/).waitFor();

    await pages.getByRole('link', { name: 'Capacity' }).click();
    await page.getByText(/Make a small VFX pull of your own footage/).waitFor();
  });

  test('? lists the keys of the place, and Escape closes the list', async () => {
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('go to Ingest').waitFor();
    await page.keyboard.press('Escape');

    await expect.poll(() => keys.count()).toBe(0);
  });

  test('no place has an accessibility violation or is cut off at the side, in either theme', async () => {
    const [entry] = (await theDay()).rolls;
    const clip = await pictureClip();
    const { jobs } = await server.ask<{ jobs: { id: string }[] }>('/api/jobs');
    const roll = `/ingest/rolls/${entry?.roll.id}`;
    const places = [
      '/',
      `/ingest?show=${show}`,
      `/ingest?show=${show}&new=1&import=1`,
      roll,
      `/ingest/rolls/${clip.roll}?tab=clips&clip=${clip.id}`,
      `${roll}?tab=files`,
      `${roll}?tab=findings`,
      `${roll}?tab=documents`,
      '/jobs',
      '/jobs/queue',
      '/jobs/capacity',
      `/jobs/${jobs[0]?.id}?step=0`,
      `/settings?show=${show}`,
      `/settings?show=${show}&tab=sites`,
      `/settings?show=${show}&tab=storage`,
      `/settings?show=${show}&tab=looks`,
      `/settings?show=${show}&tab=cards`,
      `/settings?show=${show}&tab=expected`,
      `/settings?show=${show}&tab=tokens`,
      `/settings?show=${show}&tab=changes`,
    ];
    expect(await violations(page, server.address, places, ['dark', 'light'])).toEqual([]);
  }, 150_000);

  test("the server's policy blocked nothing, and no script failed", () => {
    expect(complaints).toEqual([]);
  });

  // `./dev scenarios` makes the pictures of the guide from this day.
  test.runIf(process.env.ACETATE_REWRITE === '1')(
    'the pictures of the guide are drawn from this day',
    async () => {
      const clip = await pictureClip();
      const [job] = (await server.ask<{ jobs: { id: string }[] }>('/api/jobs')).jobs;
      const day = await theDay();
      const little = day.rolls.find((entry) => entry.roll.name === 'Reports')?.roll.id;
      const { jobs } = await server.ask<RollView>(`/api/rolls/${little}`);
      const roll = `/ingest/rolls/${clip.roll}`;
      await page.getByLabel('Theme').selectOption('dark');
      await pictures(
        {
          roll: `/ingest/rolls/${little}`,
          clips: `/ingest/rolls/${little}?tab=clips`,
          files: `/ingest/rolls/${little}?tab=files`,
          job: `/jobs/${jobs[0]?.id}`,
        },
        'little',
      );
      await pictures({
        today: '/',
        ingest: `/ingest?show=${show}`,
        roll,
        clips: `${roll}?tab=clips`,
        clip: `${roll}?tab=clips&clip=${clip.id}&frame=20`,
        files: `${roll}?tab=files`,
        findings: `${roll}?tab=findings`,
        documents: `${roll}?tab=documents`,
        jobs: '/jobs',
        job: `/jobs/${job?.id}?step=0`,
        settings: `/settings?show=${show}`,
        cards: `/settings?show=${show}&tab=cards`,
        expected: `/settings?show=${show}&tab=expected`,
        changes: `/settings?show=${show}&tab=changes`,
      });
    },
    450_000,
  );

  const picture = (name: string) => drawPicture(page, name);
  const pictures = (places: Record<string, string>, kind = '') => drawPlaces(page, server.address, places, kind);

  async function theDay(of = show): Promise<DayView> {
    const { days } = await server.ask<{ days: { shootDay: string }[] }>(`/api/shows/${of}/days`);
    return server.ask<DayView>(`/api/shows/${of}/days/${days[0]?.shootDay}`);
  }

  async function pictureClip(): Promise<Clip> {
    for (const { roll } of (await theDay()).rolls.filter((entry) => entry.roll.kind === 'camera')) {
      const { clips } = await server.ask<{ clips: Clip[] }>(`/api/rolls/${roll.id}/clips`);
      const clip = clips.find((one) => one.proxyState === 'made' && one.timecodeStart && (one.proxy?.frames ?? 0) > 20);
      if (clip) return clip;
    }
    throw new Error('No clip of the day has a proxy with timecode.');
  }

  async function pictureOnScreen(): Promise<number[]> {
    return page.locator('.player video').evaluate((element) => {
      const canvas = document.createElement('canvas');
      canvas.width = 96;
      canvas.height = 54;
      const drawing = canvas.getContext('2d');
      drawing?.drawImage(element as HTMLVideoElement, 0, 0, 96, 54);
      return [...(drawing?.getImageData(0, 0, 96, 54).data ?? [])].filter((_, index) => index % 4 !== 3);
    });
  }

  /** What an independent decoder sees: the first frames of the proxy, small, as red, green and blue. */
  async function framesOfProxy(clip: Clip): Promise<number[][]> {
    const response = await fetch(`${server.address}/api/clips/${clip.id}/proxy.mp4`, {
      headers: { Authorization: `Bearer ${server.token}` },
    });
    const file = join(place.folder, 'proxy.mp4');
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    const bytes = execFileSync(
      'ffmpeg',
      ['-v', 'error', '-i', file, '-frames:v', '24', '-vf', 'scale=96:54', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
      { maxBuffer: 1 << 26 },
    );
    const size = 96 * 54 * 3;
    return Array.from({ length: bytes.length / size }, (_, frame) => [
      ...bytes.subarray(frame * size, (frame + 1) * size),
    ]);
  }
});
