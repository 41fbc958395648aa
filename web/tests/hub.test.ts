import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Clip, DayView, Pull } from '../src/api/types';
import { violations } from './accessible';
import { acetate, browse, keepPicture, missing, openPage, Place, Server } from './acetate';
import { handsOn, readsEverything, readsOfAClip } from './activity';
import {
  bytesOf,
  comesIn,
  differences,
  namesBurntIn,
  paints,
  pictureAt,
  shares,
  statusOf,
  turnsOver,
  watches,
} from './guests';
import { drawPlaces } from './pictures';

const show = 'NIGHTFALL';

/** What is opened to people beyond the production, and what is told of it: one show, two vendors, five browsers. */
describe.skipIf(missing !== '')('the content hub', () => {
  const place = new Place();
  const complaints: string[] = [];
  let server: Server;
  let browser: Browser;
  let admin: Page;
  // Who leads the vendor lupus, two artists there, somebody of the vendor corvus, and a viewer of the show.
  let zoe: Page;
  let kim: Page;
  let leo: Page;
  let rex: Page;
  let vera: Page;
  let clip: Clip;
  const pulls: string[] = [];
  const workspaces: Record<string, string> = {};

  beforeAll(async () => {
    acetate('demo', 'shoot', place.path('card'), '--small', '--seconds', '2');
    const card = join(place.folder, 'card', '20260102_Day01_MU');
    for (const folder of ['Sound_Media', 'Reports', 'Camera_Media/A001'])
      rmSync(join(card, folder), { recursive: true });
    server = await Server.start(place.path('library'));
    await server.ask('/api/shows', { name: show });
    await server.ask('/api/ingest/submissions', { path: join(place.folder, 'card'), tags: { show } });
    for (const [name, kind] of Object.entries({ lupus: 'vendor', corvus: 'vendor', editors: 'team' })) {
      const { id } = await server.ask<{ id: string }>(`/api/shows/${show}/workspaces`, { name, kind });
      workspaces[name] = id;
    }
    browser = await browse();
    admin = await openPage(browser, { width: 1280, height: 800 }, complaints);
    await admin.goto(server.link);
    await admin.getByRole('heading', { name: 'Today' }).waitFor();
    const enter = (name: string, role = '') => comesIn(server, browser, name, show, role);
    [zoe, kim, leo, rex, vera] = await Promise.all([
      enter('zoe'),
      enter('kim'),
      enter('leo'),
      enter('rex'),
      enter('vera', 'viewer'),
    ]);
    await letIn('lupus', 'zoe', 'change');
    await letIn('lupus', 'kim', 'download');
    await letIn('lupus', 'leo', 'download');
    await letIn('corvus', 'rex', 'download');
    clip = await madeClip();
    // They are made while people watch and share.
    pulls.push(await turnsOver(server, show, clip, 'lupus', 'NFL_010_020'));
    pulls.push(await turnsOver(server, show, clip, 'corvus', 'NFL_020_010'));
  }, 275_000);

  afterEach((context) => keepPicture(admin, context.task));

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    place.remove();
  });

  test('whoever watches what was shared with a watermark sees their own name all over each picture, and nobody sees the original', async () => {
    await admin.goto(`${server.address}/library?show=${show}&clip=${clip.id}`);
    await admin.getByRole('button', { name: 'Share…', exact: true }).click();
    const address = await shares(admin, clip.name, { people: 'zoe rex', may: 'watch', watermark: true });
    const plain = await pictureAt(admin.locator('aside.clip video'), 1);
    const owners = await bytesOf(server, admin, `/api/clips/${clip.id}/proxy.mp4`);

    const [hers, his] = await Promise.all([watches(server, zoe, address), watches(server, rex, address)]);

    // Every part of the picture is written on; between two people only the name differs.
    expect(Math.min(...differences(plain, hers.picture))).toBeGreaterThan(100);
    const names = differences(hers.picture, his.picture).reduce((sum, part) => sum + part);
    expect(names).toBeGreaterThan(100);
    expect(names).toBeLessThan(differences(plain, hers.picture).reduce((sum, part) => sum + part) / 4);
    expect([owners, his.bytes].some((other) => other.equals(hers.bytes))).toBe(false);
    expect(await namesBurntIn(server)).toEqual(['rex', 'zoe']);

    const original = `/api/rolls/${clip.roll}/download/originals/files/${clip.name}.mov`;
    const shot = readFileSync(join(place.folder, 'card/20260102_Day01_MU/Camera_Media/B001', `${clip.name}.mov`));
    expect((await bytesOf(server, admin, original)).equals(shot)).toBe(true);
    expect((await bytesOf(server, admin, `/api/clips/${clip.id}/proxy.mp4`)).equals(owners)).toBe(true);
    const poster = await bytesOf(server, admin, `/api/clips/${clip.id}/poster.jpg`);
    expect((await bytesOf(server, zoe, hers.source.replace('proxy.mp4', 'poster.jpg'))).equals(poster)).toBe(false);
    const refused = [original, hers.source.replace('proxy.mp4', 'download'), `/api/clips/${clip.id}/proxy.mp4`];
    expect(await Promise.all(refused.map((path) => statusOf(server, zoe, path)))).toEqual([403, 403, 404]);
    expect(await zoe.getByRole('link', { name: /^Save/ }).count()).toBe(0);

    // Its end comes while they look at it.
    const end = new Date(Date.now() + 1_500).toISOString();
    await server.change('PATCH', `/api/shares/${address.split('/').pop()}`, { until: end });
    await zoe
      .getByRole('alert')
      .getByText(/ended on/)
      .waitFor();
    expect(await statusOf(server, zoe, hers.source)).toBe(410);
  }, 90_000);

  test('a file of a workspace is kept in the library, is found there by its words, and stays when the workspace loses it', async () => {
    const text = 'seen from the gallery';
    await admin.goto(`${server.address}/workspaces`);
    await admin.getByRole('link', { name: 'editors' }).click();
    await admin
      .getByLabel('Files to upload')
      .setInputFiles({ name: 'hall reference.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await admin.getByRole('button', { name: 'Keep in the library: hall reference.txt' }).click();
    await admin.getByText('hall reference.txt is an asset of the library now').waitFor();
    await admin.getByLabel('Choose hall reference.txt').check();
    await admin.keyboard.press('Delete');
    await admin.getByText('hall reference.txt put into the bin.').waitFor();

    await vera.goto(`${server.address}/library?show=${show}`);
    const hers = vera.getByRole('region', { name: 'Assets' });
    await vera.getByLabel('Search clips').fill('hall GALLERY');
    await hers.getByText('None has these words.').waitFor();
    await vera.getByLabel('Search clips').fill('reference editors');
    const [saved] = await Promise.all([
      vera.waitForEvent('download'),
      hers.getByRole('link', { name: 'hall reference.txt' }).click(),
    ]);
    expect(readFileSync(await saved.path(), 'utf8')).toBe(text);
    expect(await hers.textContent()).toMatch(/of admin from editors; kept by admin/);
    expect(await hers.getByRole('button').count()).toBe(0);

    await admin.goto(`${server.address}/library?show=${show}&q=reference`);
    const assets = admin.getByRole('region', { name: 'Assets' });
    await assets.getByRole('button', { name: 'Take out hall reference.txt' }).click();
    await assets.getByText('None has these words.').waitFor();
    await assets.getByLabel('those taken out').check();
    await assets.getByRole('button', { name: 'Put back hall reference.txt' }).click();
    await assets.getByText('None was taken out.').waitFor();
    await assets.getByLabel('those taken out').uncheck();
    await assets.getByRole('link', { name: 'hall reference.txt' }).waitFor();
  }, 60_000);

  test('a link asks for its passphrase, shows what a folder holds, and saves nothing where it may only be watched', async () => {
    const folder = join(place.path('upload'), 'plates');
    mkdirSync(join(folder, 'SH010'), { recursive: true });
    writeFileSync(join(folder, 'notes.txt'), 'the roof flickers');
    writeFileSync(join(folder, 'SH010', 'lens.txt'), '35 mm');
    await admin.goto(`${server.address}/workspaces/${workspaces.editors}`);
    await admin.getByLabel('Folder to upload').setInputFiles(folder);
    await admin.getByRole('button', { name: 'Share plates' }).click();
    const link = await shares(admin, 'plates', { passphrase: 'wolves in the snow' });
    const stranger = await openPage(browser, { width: 1280, height: 800 }, []);
    await stranger.goto(link);
    await stranger.getByLabel('Passphrase').fill('wolves in the rain');
    expect(await stranger.getByRole('alert').count()).toBe(0);
    await stranger.keyboard.press('Enter');
    await stranger.getByRole('alert').getByText("This is not the link's passphrase.").waitFor();
    await stranger.getByLabel('Passphrase').fill('wolves in the snow');
    await stranger.keyboard.press('Enter');
    await stranger.getByRole('heading', { name: 'plates' }).waitFor();
    const files = stranger.getByRole('region', { name: 'Files of plates' });
    await expect.poll(() => files.getByRole('listitem').count()).toBe(2);

    expect(await files.textContent()).toMatch(/SH010\/lens\.txt.*notes\.txt|notes\.txt.*SH010\/lens\.txt/);
    expect(await stranger.getByRole('link').count()).toBe(0);
    const { made } = await server.ask<{ made: { share: { id: string; title: string } }[] }>('/api/shares');
    const id = made.find(({ share }) => share.title === 'plates')?.share.id;
    const item = `/api/shared/${id}/items/0`;
    const asked = await Promise.all(
      ['/files', '/files/notes.txt', '/archive'].map((path) => statusOf(server, stranger, item + path)),
    );
    expect(asked).toEqual([200, 403, 403]);
    await stranger.context().close();
  }, 60_000);

  test('a vendor passes on within its own rights, who shared it sees from whom everybody has it, and taking it back takes it from all', async () => {
    await admin.goto(`${server.address}/workspaces/${workspaces.editors}`);
    await admin.getByRole('button', { name: 'Share plates' }).click();
    const first = await shares(admin, 'plates', {
      people: 'zoe',
      may: 'watch, save and pass on',
      until: '2030-01-31T18:00',
    });

    await zoe.goto(`${server.address}/shares`);
    await zoe.getByRole('table', { name: 'Shared with me' }).getByRole('link', { name: 'plates' }).click();
    const [saved] = await Promise.all([
      zoe.waitForEvent('download'),
      zoe.getByRole('link', { name: 'notes.txt' }).click(),
    ]);
    expect(readFileSync(await saved.path(), 'utf8')).toBe('the roof flickers');
    await zoe.getByRole('button', { name: 'Pass on…' }).click();
    const dialog = zoe.getByRole('dialog', { name: 'Share plates' });
    expect(await dialog.getByLabel(/every picture carries/).count()).toBe(0);
    await dialog.getByLabel('People with an account, by name').fill('rex');
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await dialog.getByRole('alert').getByText("There is nobody 'rex' with whom you may share.").waitFor();
    const second = await shares(zoe, 'plates', { people: 'kim', may: 'watch, save and pass on' });
    await kim.goto(second);
    await kim.getByRole('link', { name: 'Save plates as ZIP' }).waitFor();
    await kim.getByRole('button', { name: 'Pass on…' }).click();
    const third = await shares(kim, 'plates', { people: 'leo', may: 'watch' });
    await leo.goto(third);
    await leo.getByText('notes.txt').waitFor();

    expect(await leo.getByRole('link', { name: /Save|notes/ }).count()).toBe(0);
    expect(await leo.getByRole('button', { name: 'Pass on…' }).count()).toBe(0);
    const shared = new URL(third).pathname.replace('/shared/', '/api/shared/');
    expect(await statusOf(server, leo, `${shared}/items/0/files/notes.txt`)).toBe(403);
    const passed = { parent: third.split('/').pop(), recipients: [{ name: 'zoe', rights: ['view'] }] };
    const asked = { data: passed, headers: { 'X-Acetate': '1' } };
    expect((await leo.request.post(`${server.address}/api/shares`, asked)).status()).toBe(403);

    await admin.goto(first.replace('/shared/', '/shares/'));
    const tree = admin.getByRole('region', { name: 'Passed on' });
    const open = async () => (await tree.textContent())?.match(/: open until/g)?.length ?? 0;
    await tree.getByText(/passed on by zoe to kim \(watch, save, pass on\): open until .*2030/).waitFor();
    await tree
      .locator('ul ul')
      .getByText(/passed on by kim to leo \(watch\): open until .*2030/)
      .waitFor();
    expect(await admin.getByLabel('Ends (empty: never)').inputValue()).toBe('2030-01-31T18:00');
    // Who may no longer pass on has passed nothing on, for as long.
    const rights = admin.getByRole('form', { name: 'Open it to somebody' });
    for (const [may, branches] of [
      ['watch', 0],
      ['watch, save and pass on', 2],
    ] as const) {
      await rights.getByLabel('Name').fill('zoe');
      await rights.getByLabel('May').selectOption({ label: may });
      await rights.getByRole('button', { name: 'Open to them' }).click();
      await expect.poll(open).toBe(branches);
      expect(await statusOf(server, leo, shared)).toBe(branches === 0 ? 410 : 200);
    }

    await admin.getByRole('button', { name: 'Take back for good' }).click();
    await admin.getByText('“plates” is taken back; what plays or downloads ends.').waitFor();
    const gone = [first, second, third].map((one) => new URL(one).pathname.replace('/shared/', '/api/shared/'));
    expect(await Promise.all([zoe, kim, leo].map((page, at) => statusOf(server, page, gone[at] ?? '')))).toEqual([
      410, 410, 410,
    ]);
    await leo.reload();
    await leo
      .getByRole('alert')
      .getByText(/was taken back/)
      .waitFor();
    await expect.poll(open).toBe(0);
  }, 60_000);

  test('a vendor reads on its own page how its package, shot and version stand, and of another vendor nothing', async () => {
    for (const pull of pulls)
      await expect
        .poll(async () => (await server.ask<Pull>(`/api/pulls/${pull}`)).state, { timeout: 60_000 })
        .toBe('ready');
    await zoe.goto(`${server.address}/workspaces`);
    await zoe.getByRole('link', { name: 'lupus' }).click();
    const stands = zoe.getByRole('region', { name: 'How things stand' });
    await stands.getByRole('table', { name: 'Packages' }).getByText('not yet').waitFor();
    expect(await stands.getByRole('table', { name: 'Shots' }).locator('tbody').textContent()).toMatch(
      /NFL_010_020.*outstanding.*0$/,
    );
    const [saved] = await Promise.all([
      zoe.waitForEvent('download'),
      zoe.getByRole('link', { name: /^Save \S*vfx-.* as ZIP$/ }).click(),
    ]);
    expect(
      readFileSync(await saved.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    await zoe.reload();
    await stands.getByText(/^first on /).waitFor();

    await zoe
      .getByLabel('Folder to upload')
      .setInputFiles(await paints(server, zoe, workspaces.lupus ?? '', place.path('painted/lupus_0412')));
    await zoe.getByRole('row', { name: /lupus_0412 folder 6 / }).waitFor();
    await zoe.reload();
    const waits = stands.getByRole('list', { name: 'Folders that wait to be taken in' });
    await waits.getByText(/^lupus_0412, 6 pictures: it arrived whole/).waitFor();
    await admin.goto(`${server.address}/returns?show=${show}`);
    await admin.getByRole('button', { name: 'lupus', exact: true }).click();
    await admin.getByRole('button', { name: 'Take in lupus_0412' }).click();
    await admin.getByRole('button', { name: 'NFL_010_020 comp v001' }).click();
    await admin.getByLabel(/lupus reads it/).fill('the edge of the roof flickers');
    await admin.getByRole('button', { name: 'Reject NFL_010_020 comp v001' }).click();
    await admin.getByText('NFL_010_020 comp v001 is rejected.').waitFor();

    await zoe.reload();
    const version = stands.getByRole('list', { name: 'Versions handed in' });
    await version.getByText('the edge of the roof flickers').waitFor();
    expect(await waits.count()).toBe(0);
    expect(await version.textContent()).toMatch(/NFL_010_020 comp v001.*rejected/);
    expect(await stands.textContent()).not.toMatch(/corvus|NFL_020_010|admin/);
    await rex.goto(`${server.address}/workspaces/${workspaces.corvus}`);
    const his = rex.getByRole('region', { name: 'How things stand' });
    await his.getByRole('table', { name: 'Shots' }).getByText('NFL_020_010').waitFor();
    expect(await his.textContent()).not.toMatch(/lupus|NFL_010_020|flickers/);
    await rex.goto(`${server.address}/workspaces/${workspaces.lupus}`);
    await rex
      .getByRole('alert')
      .getByText(/no workspace/)
      .waitFor();
    expect(await statusOf(server, rex, `/api/workspaces/${workspaces.lupus}/status`)).toBe(404);
  }, 120_000);

  test('the activity tells all of this, back to the card and by whom, and is a link that somebody else opens with their own rights', async () => {
    for (let frame = 0; frame < 120; frame++)
      await server.ask(`/api/clips/${clip.id}/comments`, { firstFrame: frame % 40, text: `mark ${frame}` });

    await readsEverything(admin, server, show, [
      ...['roll.found', 'roll.complete', 'clip.watched', 'roll.downloaded', 'clip.commented', 'pull.approved'],
      ...['share.made', 'share.marked', 'share.watched', 'share.downloaded', 'share.passphrase-refused'],
      ...['share.end-moved', 'share.taken-back', 'asset.promoted', 'asset.withdrawn', 'asset.downloaded'],
      ...['workspace.uploaded', 'workspace.downloaded', 'return.received', 'return.rejected'],
    ]);
    await readsOfAClip(admin, server, show, clip);
    await handsOn(admin, vera, 'zoe');
  }, 60_000);

  test('no place of it has an accessibility violation or is cut off at the side, for whoever looks', async () => {
    const themes = ['dark', 'light'];
    const { roll, id } = clip;
    const place = (workspace: string) => `/workspaces/${workspaces[workspace]}`;
    const { made } = await server.ask<{ made: { share: { id: string }; ended?: string }[] }>('/api/shares');
    const places = [
      `/library?show=${show}`,
      `/library?show=${show}&clip=${id}`,
      '/workspaces',
      place('editors'),
      place('lupus'),
      '/shares',
      ...made.map(({ share }) => `/shares/${share.id}`),
      ...made.filter(({ ended }) => !ended).map(({ share }) => `/shared/${share.id}`),
      `/activity?show=${show}`,
      `/activity?show=${show}&roll=${roll}`,
      `/activity?show=${show}&clip=${id}&reads=true`,
    ];
    const found = await Promise.all([
      violations(admin, server.address, places, themes),
      violations(zoe, server.address, ['/workspaces', place('lupus'), '/shares'], themes),
      violations(vera, server.address, [`/library?show=${show}&q=hall`, `/activity?show=${show}`], themes),
    ]);

    expect(found.flat()).toEqual([]);
    const drawn = {
      library: places[1] ?? '',
      shares: '/shares',
      returns: `/returns?show=${show}&vendor=lupus`,
      activity: `/activity?show=${show}`,
    };
    await drawPlaces(admin, server.address, drawn);
    await drawPlaces(zoe, server.address, { workspaces: '/workspaces', workspace: place('lupus') }, 'vendor');
  }, 180_000);

  test("the server's policy blocked nothing, and no script failed", () => {
    expect(complaints).toEqual([]);
  });

  const letIn = (workspace: string, name: string, access: string) =>
    server.change('PUT', `/api/workspaces/${workspaces[workspace]}/members/${name}`, { access });

  /** A clip whose proxy plays and whose roll is read back, so that it can be shared and pulled. */
  async function madeClip(): Promise<Clip> {
    for (const until = Date.now() + 120_000; Date.now() < until; await new Promise((done) => setTimeout(done, 500))) {
      const { days } = await server.ask<{ days: { shootDay: string }[] }>(`/api/shows/${show}/days`);
      const day = days[0] && (await server.ask<DayView>(`/api/shows/${show}/days/${days[0].shootDay}`));
      for (const { roll } of day?.rolls ?? []) {
        const { clips } = await server.ask<{ clips: Clip[] }>(`/api/rolls/${roll.id}/clips`);
        const made = clips.find((one) => one.proxyState === 'made' && one.timecodeStart);
        if (made) return made;
      }
    }
    throw new Error('No clip of the card has a proxy.');
  }
});
