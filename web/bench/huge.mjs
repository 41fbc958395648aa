// Drives the web app over a huge library in a real browser and prints a table; started by `./dev bench web`.
// usage: node huge.mjs LINK SHOW ROLL JOB [FOLDER FOR PICTURES]
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [link, show, roll, job, pictures] = process.argv.slice(2);
const origin = new URL(link).origin;
const browser = await chromium.launch({
  executablePath: process.env.ACETATE_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
const places = {
  today: ['/', '.sentence'],
  ingest: [`/ingest?show=${show}&day=2026-11-20`, '.matrix tbody th a'],
  roll: [`/ingest/rolls/${roll}`, '.timeline li'],
  clips: [`/ingest/rolls/${roll}?tab=clips`, '.thumb img'],
  files: [`/ingest/rolls/${roll}?tab=files`, '.file-row .hash[title]'],
  jobs: ['/jobs', 'a.job'],
  job: [`/jobs/${job}`, '.steps button.link'],
  settings: [`/settings?show=${show}&tab=expected`, 'main table tbody tr'],
};

const first = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await first.newPage();
await page.goto(link);
await page.getByRole('heading', { name: 'Today' }).waitFor();

if (pictures) {
  mkdirSync(pictures, { recursive: true });
  for (const [width, height] of [
    [1280, 800],
    [2560, 1440],
  ]) {
    await page.setViewportSize({ width, height });
    for (const [name, [path, ready]] of Object.entries(places)) {
      await page.goto(origin + path);
      await page.locator(ready).first().waitFor();
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(pictures, `${name}-huge-${width}.png`) });
    }
  }
  // With very much in them the places are held to the same rules of accessibility as the tests hold them to.
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const violations = [];
  for (const [name, [path, ready]] of Object.entries(places)) {
    await page.goto(origin + path);
    await page.locator(ready).first().waitFor();
    await page.locator('#main').evaluate((main) => main.scrollBy(0, 2000));
    await page.waitForTimeout(500);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await window.axe.run()).violations);
    for (const { id, nodes } of found)
      violations.push(`${name}: ${id}: ${nodes.map((node) => node.target).join(', ')}`);
  }
  console.log(violations.length === 0 ? 'No place has an accessibility violation.' : violations.join('\n'));
  await browser.close();
  process.exit(violations.length === 0 ? 0 : 1);
}

/** Frames a second while something happens for so long, and the longest time between two. */
async function frames(milliseconds, happen) {
  await page.evaluate(() => {
    window.marks = [];
    const mark = (now) => {
      window.marks.push(now);
      if (window.marks) window.next = requestAnimationFrame(mark);
    };
    window.next = requestAnimationFrame(mark);
  });
  await happen(milliseconds);
  const marks = await page.evaluate(() => {
    cancelAnimationFrame(window.next);
    return window.marks;
  });
  const gaps = marks.slice(1).map((at, index) => at - marks[index]);
  const longest = Math.max(...gaps);
  return {
    rate: (1000 * gaps.length) / (marks.at(-1) - marks[0]),
    longest,
    late: gaps.filter((gap) => gap > 25).length,
    gaps: gaps.length,
  };
}

const rest = (milliseconds) => page.waitForTimeout(milliseconds);

/** Turns the wheel over the middle of the page as fast as a hand can: about 3,600 pixels a second. */
async function wheel(milliseconds) {
  const until = Date.now() + milliseconds;
  while (Date.now() < until) {
    await page.mouse.wheel(0, 60);
    await page.waitForTimeout(14);
  }
}

const row = (...cells) => console.log(cells.map((cell, at) => String(cell).padEnd(at === 0 ? 44 : 15)).join(''));
const fixed = (number, digits = 1) => number.toFixed(digits);

await page.goto('about:blank');
await rest(300);
const limit = await frames(3000, rest);
row('', 'frames/s', 'of the display', 'longest frame', 'frames late');
row('an empty page: what the display draws', fixed(limit.rate), '1.00', `${fixed(limit.longest)} ms`, limit.late);
for (const [name, words] of [
  ['clips', 'clips of a roll of 100,000'],
  ['files', 'files of the same roll'],
  ['ingest', 'a day of 400 rolls'],
  ['jobs', '5,001 jobs'],
  ['job', 'a job of 20,000 steps'],
  ['roll', 'a timeline of 20,000 events'],
]) {
  const [path, ready] = places[name];
  await page.goto(origin + path);
  await page.locator(ready).first().waitFor();
  await rest(800);
  const over = await page.locator(ready).first().boundingBox();
  await page.mouse.move(over.x + 40, Math.min(over.y + 20, 700));
  const seen = await frames(4000, wheel);
  row(
    words,
    fixed(seen.rate),
    fixed(seen.rate / limit.rate, 2),
    `${fixed(seen.longest)} ms`,
    `${seen.late} of ${seen.gaps}`,
  );
}

// From a key or a click to the frame that answers it, as the browser itself measures it, in steps of 8 ms.
async function answers(path, ready, act) {
  await page.goto(origin + path);
  await page.locator(ready).first().waitFor();
  await rest(800);
  await page.evaluate(() => {
    window.times = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId) window.times.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 });
  });
  const times = await act();
  await rest(300);
  const slow = await page.evaluate(() => window.times);
  return { count: times, worst: Math.max(16, ...slow) };
}

async function keys(key, count) {
  for (let press = 0; press < count; press++) {
    await page.keyboard.press(key);
    await rest(120);
  }
  return count;
}

console.log();
row('', 'actions', 'worst answer', 'goal');
for (const [words, name, act] of [
  ['clips: arrows through the list', 'clips', () => keys('ArrowDown', 15)],
  ['a day of 400 rolls: arrows', 'ingest', () => keys('ArrowDown', 15)],
  [
    'a day of 400 rolls: typing a filter',
    'ingest',
    async () => {
      await page.keyboard.press('/');
      for (const letter of 'held') {
        await page.keyboard.press(letter);
        await rest(150);
      }
      return 5;
    },
  ],
  ['jobs: arrows', 'jobs', () => keys('ArrowDown', 15)],
  [
    'a roll: from tab to tab',
    'roll',
    async () => {
      for (const tab of ['Clips', 'Files', 'Findings', 'Timeline', 'Clips']) {
        await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
        await rest(250);
      }
      return 5;
    },
  ],
]) {
  const { count, worst } = await answers(...places[name], act);
  row(words, count, worst <= 16 ? '16 ms or less' : `${worst} ms`, 'under 100 ms');
}

console.log();
row('first load, nothing cached', 'seconds', 'goal');
const session = await first.storageState();
for (const [name, [path, ready]] of Object.entries(places)) {
  const fresh = await browser.newContext({ storageState: session, viewport: { width: 1280, height: 800 } });
  const visitor = await fresh.newPage();
  await visitor.addInitScript((selector) => {
    const look = () => {
      if (window.shownAt === undefined && document.querySelector(selector)) window.shownAt = performance.now();
      if (window.shownAt === undefined) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, ready);
  await visitor.goto(origin + path);
  await visitor.locator(ready).first().waitFor();
  await visitor.waitForFunction(() => window.shownAt !== undefined);
  row(name, fixed((await visitor.evaluate(() => window.shownAt)) / 1000, 2), 'under 1');
  await fresh.close();
}
await browser.close();
