import { call, Problem } from '../api/client';
import { beforeNextTry, mayHelp, pause, sendPieces, tagOf, tus } from '../api/tus';
import type { PlannedUpload, UploadPlan, UploadView } from '../api/types';

/*
 * Sends files into workspaces in pieces that are proven one by one. The queue lives as long as the page of the browser,
 * also while another place of the app is open; what a closed page left behind goes on when the same file is chosen again.
 */

/** How a file stands that somebody chose here. */
export type Standing = 'waiting' | 'running' | 'checking' | 'done' | 'held' | 'failed';

/** A file that somebody chose to send. */
export interface Sending {
  readonly key: number;
  readonly workspace: string;
  /** The folder below which it is to lie; null for the workspace itself. */
  readonly folder: string | null;
  /** Where it is to lie below that folder. */
  readonly path: string;
  readonly file: File;
  readonly tag: string;
  readonly standing: Standing;
  /** Bytes that the server has. */
  readonly sent: number;
  /** What a person must do, or what failed; empty otherwise. */
  readonly reason: string;
  /** For held ones: a path that could be taken instead. */
  readonly free?: string;
  readonly id?: string;
}

/** A file with its path below what was chosen. */
export interface Chosen {
  readonly path: string;
  readonly file: File;
}

const plannedAtOnce = 500;

let all: readonly Sending[] = [];
let next = 1;
let running = 0;
let atOnce = 3;
const stops = new Map<number, AbortController>();
const watchers = new Set<() => void>();
let pace = { since: 0, bytes: 0 };

export const sendings = () => all;

export function watchSendings(watcher: () => void) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function show(list: readonly Sending[]) {
  all = list;
  for (const watcher of watchers) watcher();
}

const put = (key: number, change: Partial<Sending>) =>
  show(all.map((one) => (one.key === key ? { ...one, ...change } : one)));

/** Bytes a second over all files since the queue last began to send; 0 while nobody knows. */
export function sendingRate(now: number): number {
  const seconds = (now - pace.since) / 1000;
  return pace.since === 0 || seconds < 2 ? 0 : pace.bytes / seconds;
}

/** Asks what would become of files, and sends those that can be sent; the others wait for a decision of a person. */
export async function send(
  workspace: string,
  folder: string | null,
  chosen: readonly Chosen[],
  filesAtOnce: number,
): Promise<string | null> {
  atOnce = filesAtOnce;
  let shortage: string | null = null;
  for (let at = 0; at < chosen.length; at += plannedAtOnce) {
    const some = chosen.slice(at, at + plannedAtOnce);
    const wishes: { path: string; length: number; tag: string }[] = [];
    for (const { path, file } of some) wishes.push({ path, length: file.size, tag: await tagOf(file) });
    const plan = await call<UploadPlan>(`/api/workspaces/${workspace}/uploads/plan`, {
      method: 'POST',
      body: { folder, files: wishes },
    });
    if (plan.shortage) {
      shortage = plan.shortage;
      break;
    }

    const fresh = plan.files.map((planned, i): Sending => {
      const { path, file } = some[i] as Chosen;
      return {
        key: next++,
        workspace,
        folder,
        path,
        file,
        tag: wishes[i]?.tag ?? '',
        sent: 0,
        ...standingOf(planned),
      };
    });
    // A file that is chosen again takes the place of the one that failed or waits for a decision.
    const again = new Set(fresh.map((one) => placeOf(one)));
    show([...all.filter((one) => isUnderWay(one) || !again.has(placeOf(one))), ...fresh]);
    advance();
  }

  return shortage;
}

const placeOf = (one: Sending) => `${one.workspace}/${one.folder ?? ''}/${one.path}`;
const isUnderWay = (one: Sending) => ['waiting', 'running', 'checking'].includes(one.standing);

function standingOf(planned: PlannedUpload): Pick<Sending, 'standing' | 'reason' | 'free'> {
  if (planned.outcome === 'new' || planned.outcome === 'continues') return { standing: 'waiting', reason: '' };
  return planned.free
    ? { standing: 'held', reason: planned.reason, free: planned.free }
    : { standing: 'failed', reason: planned.reason };
}

/** Sends a file that was held under another name. */
export function sendAs(key: number, path: string) {
  put(key, { path, standing: 'waiting', reason: '', free: undefined });
  advance();
}

/** Tries a file again that failed. */
export function sendAgain(key: number) {
  put(key, { standing: 'waiting', reason: '' });
  advance();
}

/** Takes a file off the list; what the server has of it is thrown away. */
export async function leave(key: number) {
  const one = all.find((other) => other.key === key);
  stops.get(key)?.abort();
  show(all.filter((other) => other.key !== key));
  if (one?.id && one.standing !== 'done') await endUpload(one.workspace, one.id);
}

/** Takes everything off the list that waits for a person: names that are taken, names that cannot be. */
export const leaveHeld = (workspace: string) =>
  Promise.all(all.filter((one) => one.workspace === workspace && one.standing === 'held').map((one) => leave(one.key)));

/** Takes what has arrived off the list. */
export const forgetDone = () => show(all.filter((one) => one.standing !== 'done'));

export const endUpload = (workspace: string, id: string) =>
  tus(`/api/workspaces/${workspace}/uploads/${id}`, 'DELETE').then(() => undefined);

function advance() {
  while (running < atOnce) {
    const one = all.find((other) => other.standing === 'waiting' && !stops.has(other.key));
    if (!one) break;
    if (running === 0) pace = { since: Date.now(), bytes: 0 };
    running++;
    const stop = new AbortController();
    stops.set(one.key, stop);
    void run(one, stop.signal).finally(() => {
      running--;
      stops.delete(one.key);
      advance();
    });
  }
}

async function run(one: Sending, signal: AbortSignal) {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      await sendOnce(one, signal, () => {
        tries = 0;
      });
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem) || !mayHelp(error, tries)) {
        put(one.key, wordsOf(error));
        return;
      }

      put(one.key, {
        reason:
          error.status === 0 ? 'The server cannot be reached. It goes on by itself when it is back.' : error.message,
      });
      await beforeNextTry(tries, signal);
    }
  }
}

function wordsOf(error: unknown): Partial<Sending> {
  if (!(error instanceof Problem))
    return { standing: 'failed', reason: 'The file can no longer be read here. Choose it again.' };
  return { standing: 'failed', reason: `${error.message} ${error.advice}`.trim() };
}

async function sendOnce(one: Sending, signal: AbortSignal, moved: () => void) {
  const { file, workspace } = one;
  const path = all.find((other) => other.key === one.key)?.path ?? one.path;
  const begun = await call<UploadView>(`/api/workspaces/${workspace}/uploads`, {
    method: 'POST',
    body: { folder: one.folder, path, length: file.size, tag: one.tag },
    signal,
  });
  const address = `/api/workspaces/${workspace}/uploads/${begun.id}`;
  put(one.key, { id: begun.id, sent: begun.offset, standing: 'running', reason: '' });
  await sendPieces(address, file, begun.offset, signal, (offset, before) => {
    pace.bytes += offset - before;
    moved();
    put(one.key, { sent: offset, reason: '' });
  });

  put(one.key, { standing: 'checking', sent: file.size });
  for (;;) {
    const now = await call<UploadView>(address, { signal });
    if (now.state === 'ready') return put(one.key, { standing: 'done', reason: '' });
    if (now.state === 'refused') return put(one.key, { standing: 'failed', reason: now.message });
    await pause(500, signal);
  }
}

// Some systems write letters and their marks apart: on a disk that does not, the name would be another.
const named = (path: string) => path.normalize('NFC');

/** The files of a picker: of a folder that was chosen, with their paths in it. */
export const chosenOf = (files: FileList | null): Chosen[] =>
  [...(files ?? [])].map((file) => ({ path: named(file.webkitRelativePath || file.name), file }));

/** The files that were dropped, those in dropped folders with their paths. */
export async function dropped(transfer: DataTransfer): Promise<Chosen[]> {
  // Entries must be taken before the first wait: the list is empty afterwards.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: Chosen[] = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

async function walk(entry: FileSystemEntry, below: string, found: Chosen[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    found.push({ path: named(below + entry.name), file });
    return;
  }

  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A directory is told a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const inside of some) await walk(inside, `${below}${entry.name}/`, found);
  }
}
