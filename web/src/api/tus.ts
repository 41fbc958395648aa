import { Problem } from './client';

/* Sends files in pieces that are proven one by one, as tus 1.0.0 does; what was broken off goes on where it was. */

const pieceBytes = 8 << 20;
const sampleBytes = 64 << 10;

/** Milliseconds to wait before a file is tried again, the last one from then on. */
const patience = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Waits before another try; a network that comes back ends the wait. */
export const beforeNextTry = (tries: number, signal: AbortSignal) =>
  pause(patience[Math.min(tries, patience.length - 1)] ?? 1000, signal);

/** Whether trying again can help: the network, a server that stops or is full of work, a piece that was damaged on its way. */
export function mayHelp(problem: Problem, tries: number): boolean {
  if (
    problem.status === 0 ||
    problem.status === 423 ||
    problem.status === 502 ||
    problem.status === 503 ||
    problem.status === 504
  )
    return true;
  if (problem.status === 401) return false;
  return (
    tries < 3 &&
    (problem.status === 460 ||
      problem.status === 404 ||
      problem.status === 410 ||
      problem.type.endsWith('/offset-conflict'))
  );
}

/** Sends a file from an offset on, and tells how far it is after each piece. */
export async function sendPieces(
  address: string,
  file: File,
  from: number,
  signal: AbortSignal,
  sent: (offset: number, before: number) => void,
) {
  for (let offset = from; offset < file.size; ) {
    const piece = await file.slice(offset, offset + pieceBytes).arrayBuffer();
    const answer = await tus(
      address,
      'PATCH',
      signal,
      {
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        ...(await checksumOf(piece)),
      },
      piece,
    );
    const taken = Number(answer.headers.get('Upload-Offset'));
    const before = offset;
    offset = taken;
    sent(offset, before);
  }
}

/** A request of the tus protocol; throws a {@link Problem} for anything but success. */
export async function tus(
  address: string,
  method: string,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
  body?: ArrayBuffer,
): Promise<Response> {
  const answer = await fetch(address, {
    method,
    signal,
    headers: { 'X-Acetate': '1', 'Tus-Resumable': '1.0.0', ...headers },
    body,
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'unreachable', 'The server cannot be reached.', '', '');
  });
  if (answer.ok) return answer;
  const said = (await answer.json().catch(() => ({}))) as {
    type?: string;
    title?: string;
    detail?: string;
    advice?: string;
  };
  throw new Problem(
    answer.status,
    said.type ?? '',
    said.title ?? answer.statusText,
    said.detail ?? '',
    said.advice ?? '',
  );
}

/** Proves a piece where the browser can: it hashes in secure contexts only. The server hashes all bytes in any case. */
async function checksumOf(piece: ArrayBuffer): Promise<Record<string, string>> {
  if (!globalThis.crypto?.subtle) return {};
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', piece));
  return { 'Upload-Checksum': `sha1 ${btoa(String.fromCharCode(...digest))}` };
}

/** What names the content of a file: its size, its date, and its bytes at the beginning, in the middle and at the end. */
export async function tagOf(file: File): Promise<string> {
  let hash = 0x811c9dc5;
  let other = 0x9e3779b9;
  const middle = Math.max(0, Math.floor(file.size / 2 - sampleBytes / 2));
  for (const at of [0, middle, Math.max(0, file.size - sampleBytes)]) {
    for (const byte of new Uint8Array(await file.slice(at, at + sampleBytes).arrayBuffer())) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      other = Math.imul(other + byte, 0x85ebca6b) ^ (other >>> 13);
    }
  }

  return `${file.size}-${file.lastModified}-${(hash >>> 0).toString(16)}${(other >>> 0).toString(16)}`;
}

/** Waits; the network coming back, or a stop, ends it. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      window.clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = window.setTimeout(end, milliseconds);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
