import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf } from './accessible';
import { browse, keepPicture, missing, openPage, Place, Server } from './acetate';

const password = 'seven rolls of film';

/** From the first invitation to a session that ends, with two people at two browsers. */
describe.skipIf(missing !== '')('people', () => {
  const place = new Place();
  const complaints: string[] = [];
  let server: Server;
  let browser: Browser;
  let admin: Page;
  let anna: Page;
  let link = '';
  let provider: ChildProcess;
  let issuer = '';

  beforeAll(async () => {
    provider = spawn('node', [join(import.meta.dirname, 'provider.mjs')], { stdio: ['pipe', 'pipe', 'ignore'] });
    if (!provider.stdout) throw new Error('The identity provider has no output.');
    for await (issuer of createInterface(provider.stdout)) break;
    const home = place.path('library');
    writeFileSync(join(home, 'provider-secret'), 'a secret with spaces & signs: %+/', { mode: 0o600 });
    const signIn = { issuer, clientId: 'acetate', clientSecretFile: 'provider-secret', title: 'the studio account' };
    writeFileSync(join(home, 'acetate.json'), JSON.stringify({ signIn }));
    server = await Server.start(home);
    await server.ask('/api/shows', { name: 'film' });
    await server.ask('/api/shows', { name: 'secret' });
    browser = await browse();
    admin = await openPage(browser, { width: 1280, height: 800 }, complaints);
    anna = await openPage(browser, { width: 1280, height: 800 }, []);
    await admin.goto(server.link);
    await admin.getByRole('heading', { name: 'Today' }).waitFor();
  }, 60_000);

  afterEach((context) => keepPicture(anna, context.task));

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    provider?.stdin?.end();
    place.remove();
  });

  test('an administrator adds a person, gives a role in one show, and gets a link that is shown once', async () => {
    await admin.goto(`${server.address}/settings?show=film&tab=people`);
    await admin.getByLabel('Name to sign in with').fill('anna');
    await admin.getByLabel('Full name').fill('Anna Berg');
    await admin.getByRole('button', { name: 'Add and invite' }).click();
    link = (await admin.locator('.secret code').textContent()) ?? '';
    await admin.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await admin.getByRole('button', { name: 'Copy: the link' }).click();
    await admin.getByRole('button', { name: 'Copied: the link' }).waitFor();
    expect(await admin.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await admin.getByLabel('Role of anna in film').selectOption('operator');
    await expect.poll(() => admin.getByLabel('Role of anna in film').inputValue()).toBe('operator');

    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=act_/);
    expect(await complaintsOf(admin)).toEqual([]);
    await admin.reload();
    await admin.getByRole('table', { name: 'People' }).getByText('Anna Berg').waitFor();
    expect(await admin.locator('main').textContent()).not.toContain('act_');
  });

  test('whoever has the link chooses a password, once, and sees that show and no other', async () => {
    // Opened where the door is on the screen, the browser loads nothing anew for it.
    await anna.goto(server.address);
    await anna.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await anna.goto(link);
    await anna.getByText('Welcome, Anna Berg.').waitFor();
    expect(await complaintsOf(anna)).toEqual([]);
    await anna.getByLabel(/^New password/).fill(password);
    await anna.getByLabel('The same once more').fill(password);
    await anna.getByRole('button', { name: 'Set the password' }).click();
    await anna.getByRole('heading', { name: 'Today' }).waitFor();

    expect(await anna.locator('.show-choice option').allTextContents()).toEqual(['film']);
    const again = await fetch(`${server.address}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: link.split('#token=')[1] }),
    });
    expect(again.status).toBe(401);
  });

  test('they sign out, and in again with name and password', async () => {
    await anna.getByRole('button', { name: 'Sign out', exact: true }).click();
    await anna.getByLabel('Name').fill('Anna');
    await anna.getByLabel('Password').fill(password);
    await anna.keyboard.press('Enter');
    await anna.getByRole('heading', { name: 'Today' }).waitFor();
    await anna.goto(`${server.address}/settings?tab=account`);
    await anna.getByText('You are anna, Anna Berg.').waitFor();

    expect(await complaintsOf(anna)).toEqual([]);
  });

  test('they set up codes of an app, keep the recovery codes, and need a code to come in', async () => {
    await anna.getByLabel('Your password').fill(password);
    await anna.getByRole('button', { name: 'Set up codes' }).click();
    await anna.getByRole('img', { name: 'QR code for the app' }).waitFor();
    const secret = (await anna.getByRole('form', { name: 'First code' }).locator('code').textContent()) ?? '';
    expect(await complaintsOf(anna)).toEqual([]);
    await anna.getByLabel('Code that the app shows now').fill(codeOf(secret, 0));
    await anna.getByRole('button', { name: 'Use it from now on' }).click();
    await expect
      .poll(() => anna.getByRole('region', { name: 'Recovery codes' }).getByRole('listitem').count())
      .toBe(10);
    await anna.getByRole('button', { name: 'I have kept them' }).click();
    await anna.getByText(/^Codes are asked for since .* 10 recovery codes are left/).waitFor();

    await anna.getByRole('button', { name: 'Sign out', exact: true }).click();
    await anna.getByLabel('Name').fill('anna');
    await anna.getByLabel('Password').fill(password);
    await anna.keyboard.press('Enter');
    await anna.getByLabel('Code of your app, or a recovery code').fill(codeOf(secret, 1));
    await anna.keyboard.press('Enter');
    await anna.getByText('You are anna, Anna Berg.').waitFor();
  });

  test('they have a workspace of their own: files arrive, a name that is taken is asked about, and what went into the bin comes back', async () => {
    const put = (text: string) =>
      anna
        .getByLabel('Files to upload')
        .setInputFiles([{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from(text) }]);
    await anna.goto(`${server.address}/workspaces`);
    await anna.getByRole('button', { name: 'Open my workspace of film' }).click();
    await anna.getByText('Nobody else of film sees what lies here').waitFor();
    await anna.getByText('Nothing lies here yet.').waitFor();
    await put('first');
    const kept = anna.getByRole('table', { name: 'Folders' });
    await kept.getByRole('link', { name: 'notes.txt' }).waitFor();
    await put('second');
    await anna.getByRole('form', { name: 'Another name for notes.txt' }).getByRole('button', { name: 'Send' }).click();
    const second = kept.getByRole('link', { name: 'notes 2.txt' });
    const [saved] = await Promise.all([anna.waitForEvent('download'), second.click()]);
    expect(readFileSync(await saved.path(), 'utf8')).toBe('second');

    await anna.getByRole('form', { name: 'New folder' }).getByLabel('New folder').fill('plates');
    await anna.getByRole('button', { name: 'Make it' }).click();
    await anna.getByLabel('Choose notes.txt').check();
    expect(await complaintsOf(anna)).toEqual([]);
    await anna.keyboard.press('m');
    await kept.getByRole('button', { name: 'plates', exact: true }).click();
    await anna.getByText('This folder is empty.').waitFor();
    await anna.keyboard.press('v');
    await anna.getByLabel('Choose notes.txt').check();
    await anna.keyboard.press('Delete');
    await anna.getByText('notes.txt put into the bin.').waitFor();
    await anna.keyboard.press('u');
    await kept.getByRole('link', { name: 'notes.txt' }).waitFor();
  });

  test('files and folders that are dropped arrive with their paths, and one that was broken off goes on after the page was reloaded', async () => {
    const day = place.path('day 1');
    mkdirSync(join(day, 'stills'), { recursive: true });
    writeFileSync(join(day, 'report.txt'), 'seen');
    writeFileSync(join(day, 'stills', 'one.txt'), 'a still');
    const alone = join(place.folder, 'alone.txt');
    writeFileSync(alone, 'alone');
    await anna.goto(`${server.address}/workspaces`);
    await anna.getByRole('button', { name: 'Open my workspace of film' }).click();
    const kept = anna.getByRole('table', { name: 'Folders' });
    await kept.getByRole('button', { name: 'plates', exact: true }).waitFor();
    await drop(anna, '.drop', [day, alone]);
    await kept.getByRole('link', { name: 'alone.txt' }).waitFor();
    await kept.getByRole('button', { name: 'day 1', exact: true }).click();
    await kept.getByRole('link', { name: 'report.txt' }).waitFor();
    await kept.getByRole('button', { name: 'stills', exact: true }).click();
    const still = kept.getByRole('link', { name: 'one.txt' });
    const [saved] = await Promise.all([anna.waitForEvent('download'), still.click()]);
    expect(readFileSync(await saved.path(), 'utf8')).toBe('a still');

    // Two pieces: the second one never gets to the server before the page is gone.
    const large = join(place.folder, 'large.txt');
    writeFileSync(large, Buffer.alloc((8 << 20) + 1000, 'x'));
    const pieces: string[] = [];
    let isCut = true;
    await anna.route('**/uploads/*', (route) => {
      const at = route.request().headers()['upload-offset'];
      if (route.request().method() !== 'PATCH' || at === undefined) return route.continue();
      pieces.push(at);
      return isCut && at !== '0' ? undefined : route.continue();
    });
    await anna.getByLabel('Files to upload').setInputFiles(large);
    await expect.poll(() => pieces).toEqual(['0', String(8 << 20)]);
    isCut = false;
    await anna.reload();
    const left = anna.getByRole('table', { name: 'Not whole yet' });
    await left.getByText('large.txt').waitFor();
    await anna.getByLabel('Files to upload').setInputFiles(large);
    await kept.getByRole('link', { name: 'large.txt' }).waitFor();
    await expect.poll(() => left.count()).toBe(0);
    expect(pieces).toEqual(['0', String(8 << 20), String(8 << 20)]);
    await anna.unrouteAll({ behavior: 'ignoreErrors' });
  }, 60_000);

  test('what one shares stands on the page of shares of both, and is taken back for good', async () => {
    await anna.goto(`${server.address}/workspaces`);
    await anna.getByRole('button', { name: 'Open my workspace of film' }).click();
    await anna.getByRole('button', { name: 'Share plates' }).click();
    const form = anna.getByRole('dialog', { name: 'Share plates' });
    await form.getByLabel('People with an account, by name').fill('admin');
    await form.getByRole('button', { name: 'Share', exact: true }).click();
    await form.getByText(/is shared\.$/).waitFor();
    await form.getByRole('button', { name: 'Close' }).click();
    await anna.goto(`${server.address}/shares`);
    const mine = anna.getByRole('table', { name: 'What I share' });
    await expect.poll(() => mine.locator('tbody tr').textContent()).toMatch(/plates.*film.*open, no end/);
    expect(await complaintsOf(anna)).toEqual([]);

    await admin.goto(`${server.address}/shares`);
    const withMe = admin.getByRole('table', { name: 'Shared with me' });
    await expect.poll(() => withMe.locator('tbody tr').textContent()).toMatch(/plates.*anna/);
    await withMe.getByRole('link', { name: 'plates' }).click();
    await admin.getByRole('heading', { name: 'plates' }).waitFor();

    await mine.getByRole('link', { name: 'plates' }).click();
    await anna.getByRole('table', { name: 'People it is open to' }).getByText('admin').first().waitFor();
    expect(await complaintsOf(anna)).toEqual([]);
    await anna.getByRole('button', { name: 'Take back for good' }).click();
    await anna.getByText('“plates” is taken back; what plays or downloads ends.').waitFor();
    await admin.goto(`${server.address}/shares`);
    await admin.getByRole('heading', { name: 'Shares' }).waitFor();
    await expect.poll(() => admin.getByText(/open, no end/).count()).toBe(0);
    // Others of these tests go on from the settings.
    await admin.goto(`${server.address}/settings?show=film&tab=people`);
  }, 60_000);

  test('who is signed out by an administrator is at the door again', async () => {
    await admin.getByRole('button', { name: 'Sign out anna everywhere' }).click();
    await admin.getByText('anna is signed out everywhere.').waitFor();
    await anna.reload();
    await anna.getByLabel('Password').waitFor();

    expect(complaints).toEqual([]);
  });

  test('a look is added and taken off the list, names show as they are typed, and two who change one setting see each other', async () => {
    const { settings } = await server.ask<{ settings: Record<string, unknown> }>('/api/shows/film');
    const cube = (lines: string) => ({ mimeType: 'text/plain', buffer: Buffer.from(`LUT_1D_SIZE 2\n${lines}`) });
    await admin.goto(`${server.address}/settings?show=film&tab=looks`);
    const add = admin.getByLabel(/Add a look or framing list/);
    await add.setInputFiles({ name: 'film.cube', ...cube('0 0 0\n1 1 1\n') });
    await admin.getByText('film.cube is added.').waitFor();
    await add.setInputFiles({ name: 'broken.cube', ...cube('0 0 0\n') });
    await admin
      .getByRole('alert')
      .getByText(/broken\.cube/)
      .waitFor();
    await admin.getByRole('button', { name: 'Take off the list: film.cube' }).click();
    await admin.getByText('film.cube is off the list.').waitFor();
    await admin.getByLabel(/^Template/).fill('{shot}_{element}_v{version:3}.{frame}.exr');
    await admin.getByText('ABC_010_0100_PL01_v001.1001.exr').waitFor();

    await admin.goto(`${server.address}/settings?show=film`);
    await admin.getByLabel('Verified copies').fill('4');
    await server.change('PATCH', '/api/shows/film', { settings: { ...settings, policy: { copies: 5, places: 1 } } });
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin
      .getByRole('alert')
      .getByText(/policy\.copies since you looked: it says '5', and you want '4'/)
      .waitFor();
    await admin.getByRole('button', { name: 'Keep what stands there' }).click();
    await expect.poll(() => admin.getByLabel('Verified copies').inputValue()).toBe('5');
    await server.change('PATCH', '/api/shows/film', { settings });
    await expect.poll(() => admin.getByLabel('Verified copies').inputValue()).toBe('2');
  });

  test('what a site may take of its line is said on the page, shown, and taken back', async () => {
    const rates = async () =>
      (
        await server.ask<{ sites: { name: string; bytesPerSecond?: number; priority: number }[] }>(
          '/api/shows/film/sites',
        )
      ).sites.map((site) => [site.name, site.bytesPerSecond, site.priority]);
    await admin.goto(`${server.address}/settings?show=film&tab=sites`);
    await admin.getByText('No card came in from a named site yet.').waitFor();
    await admin.getByLabel('Another site', { exact: true }).fill('pinewood');
    await admin.getByLabel('MB/s for another site').fill('12.5');
    await admin.getByRole('button', { name: 'Say so' }).click();
    await admin.getByRole('rowheader', { name: 'pinewood' }).waitFor();
    expect(await rates()).toEqual([['pinewood', 12_500_000, 0]]);

    await admin.getByLabel('MB/s for pinewood').fill('3');
    await admin.getByLabel('Priority of pinewood').fill('20');
    await admin.getByRole('button', { name: 'Save pinewood' }).click();
    await admin.getByText('Uploads from pinewood keep to it within seconds.').waitFor();
    expect(await rates()).toEqual([['pinewood', 3_000_000, 20]]);
    await admin.getByRole('button', { name: 'Undo' }).click();

    await expect.poll(rates).toEqual([['pinewood', 12_500_000, 0]]);
  });

  test('a budget is set beside what the show keeps, and who owns the show is warned of it on the first page', async () => {
    await admin.goto(`${server.address}/settings?show=film&tab=storage`);
    await admin.getByRole('heading', { name: 'What is kept' }).waitFor();
    await admin.getByRole('row', { name: /Files of people in workspaces [1-9]/ }).waitFor();
    await admin
      .getByText(/of .* free/)
      .first()
      .waitFor();
    expect(await complaintsOf(admin)).toEqual([]);
    await admin.getByRole('spinbutton', { name: 'Work since the show began' }).fill('5000');
    await admin.getByRole('button', { name: 'Save the budget' }).click();
    await admin.getByText(/of 5,000 core-hours/).waitFor();
    // Less than what lies there, which no form would take.
    const { settings } = await server.ask<{ settings: Record<string, unknown> }>('/api/shows/film');
    await server.change('PATCH', '/api/shows/film', {
      settings: { ...settings, budget: { bytes: 1, warnPercent: 80 } },
    });
    await admin.reload();
    await admin.getByText('over the budget').waitFor();
    await admin.goto(`${server.address}/?show=film`);
    await admin.getByRole('link', { name: 'The storage budget of film' }).click();
    await admin.getByLabel('Storage, copies and archive included').fill('');
    await admin.getByRole('button', { name: 'Save the budget' }).click();
    await admin.getByText('The show has no budget.').waitFor();
  });

  test('somebody signs in with the account of the company, and comes back to the page that was open', async () => {
    await server.ask('/api/principals', { name: 'ben', mail: 'ben@studio.example' });
    await server.change('PUT', '/api/shows/film/roles/ben', { role: 'viewer' });
    const ben = await openPage(browser, { width: 1280, height: 800 }, []);
    const be = (claims: object) =>
      fetch(`${issuer}/-/person`, { method: 'PUT', body: JSON.stringify({ sub: 'sub-ben', claims }) });

    // Not vouched for: the page says why, and leads back to the door.
    await be({ email: 'ben@studio.example', email_verified: false });
    await ben.goto(`${server.address}/library?show=film`);
    await ben.getByRole('link', { name: 'Sign in with the studio account' }).click();
    await ben.getByText('the identity provider vouches for no mail address').waitFor();
    expect(await complaintsOf(ben)).toEqual([]);
    await be({ email: 'ben@studio.example', email_verified: true });
    await ben.getByRole('link', { name: 'Back to the sign-in' }).click();
    await ben.goto(`${server.address}/library?show=film`);
    await ben.getByRole('link', { name: 'Sign in with the studio account' }).click();
    await ben.getByRole('heading', { name: 'Library' }).waitFor();

    expect(new URL(ben.url()).pathname + new URL(ben.url()).search).toBe('/library?show=film');
    await ben.close();
  });

  /** What an app shows: RFC 6238 for the half minute that is so many steps away. */
  function codeOf(secret: string, steps: number): string {
    const bits = [...secret.replaceAll(' ', '')]
      .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
      .join('');
    const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
    const mac = createHmac('sha1', key).update(counter).digest();
    const cut = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(cut % 1_000_000).padStart(6, '0');
  }
});

/** Drops files and folders of this machine on a place of the page, as the system's own windows do. */
async function drop(page: Page, place: string, files: string[]) {
  const box = await page.locator(place).first().boundingBox();
  if (!box) throw new Error(`${place} is not on the page.`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files, dragOperationsMask: 1 } });
  await session.detach();
}
