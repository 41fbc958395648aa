import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

/** The real program, the real browser and the built page: what the tests of this folder drive. */
const root = resolve(import.meta.dirname, '../..');
const program = process.env.ACETATE_PROGRAM ?? join(root, 'artifacts/acetate');
const page = process.env.ACETATE_WEB ?? join(root, 'web/dist');
const browserProgram = process.env.ACETATE_CHROMIUM ?? '/usr/bin/chromium';

/** Why the tests cannot run here, or an empty text. Where everything must be there, a missing part is a failure. */
export const missing = why();

function why(): string {
  const parts = [
    [program, './dev build makes it'],
    [join(page, 'index.html'), 'npm run build makes it'],
    [browserProgram, 'apt-get install chromium'],
  ] as const;
  const absent = parts.find(([path]) => !existsSync(path));
  if (!absent) return '';
  const reason = `${absent[0]} is missing (${absent[1]})`;
  if (process.env.ACETATE_CORPUS_REQUIRED === '1') throw new Error(reason);
  console.warn(`The browser tests are skipped: ${reason}.`);
  return reason;
}

/** A folder of the test's own, removed by {@link Place.remove}. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'acetate-web-'));

  path(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Runs a command of the real program and gives what it printed. */
export function acetate(...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 225_000 });
}

/** A server over a library of the test's own. */
export class Server {
  private constructor(
    private process: ChildProcess,
    private readonly home: string,
    /** The address with the token behind `#` that the server printed. */
    readonly link: string,
  ) {}

  get address(): string {
    return new URL(this.link).origin;
  }

  get token(): string {
    return decodeURIComponent(/#token=(.+)$/.exec(this.link)?.[1] ?? '');
  }

  static async start(home: string): Promise<Server> {
    const [process, link] = await launch(home, 'http://127.0.0.1:0', ['--link']);
    return new Server(process, home, link);
  }

  /** Ends the server as a power cut would, with everything it had started. */
  async kill(): Promise<void> {
    const ended = new Promise<void>((done) => this.process.once('exit', () => done()));
    if (this.process.exitCode !== null || this.process.pid === undefined) return;
    // The program stands in a group of its own, so that its workers end with it.
    globalThis.process.kill(-this.process.pid, 'SIGKILL');
    await ended;
  }

  /** Starts it again at the same address. */
  async restart(...more: string[]): Promise<void> {
    [this.process] = await launch(this.home, this.address, more);
  }

  /** What the API answers; with a body, to a POST. */
  async ask<T>(path: string, body?: unknown): Promise<T> {
    return this.change<T>(body === undefined ? 'GET' : 'POST', path, body);
  }

  /** What the API answers to any method; nothing, when it answers nothing. */
  async change<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.address + path, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

async function launch(home: string, listen: string, more: string[]): Promise<[ChildProcess, string]> {
  const child = spawn(
    program,
    ['serve', '--library', home, '--listen', listen, '--web', page, '--log', 'text', ...more],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let said = '';
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`The server did not start:\n${said}`)), 40_000);
    const read = (bytes: Buffer) => {
      said += bytes.toString();
      const link = more.includes('--link')
        ? /(http:\S+#token=\S+)/.exec(said)?.[1]
        : /(http:\/\/127\.\S+)/.exec(said)?.[1];
      if (!link) return;
      clearTimeout(timer);
      done([child, link]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`The server ended with ${code}:\n${said}`));
    });
  });
}

/** Chromium with an empty profile and no wish to call home. */
export function browse(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserProgram,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that notes what its scripts and the content policy complain of. */
export async function openPage(
  browser: Browser,
  viewport: { width: number; height: number },
  complaints: string[],
): Promise<Page> {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}

/** Whoever slowed a page down is the only one who can let it run again. */
const slowed = new WeakMap<Page, CDPSession>();

/** Lets the page's scripts run so many times slower than this machine can; 1 takes it back. */
export async function slowDown(page: Page, times: number): Promise<void> {
  const session = slowed.get(page) ?? (await page.context().newCDPSession(page));
  slowed.set(page, session);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}

/** What was on the screen when a test failed says more than its stack. */
export async function keepPicture(page: Page, task: { id: string; result?: { state: string } }): Promise<void> {
  if (task.result?.state === 'fail' && process.env.ACETATE_SCREENSHOTS)
    await page.screenshot({ path: join(process.env.ACETATE_SCREENSHOTS, `${task.id}.png`) });
}
