/** Two people edited one thing: what stands there now, and what the second one wanted. */
export interface Conflict {
  version: number;
  theirs: string;
  yours?: string;
  by: string;
}

/** What the server says when it refuses: RFC 9457, with a sentence and a way out. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly title: string,
    detail: string,
    readonly advice: string,
    /** Both sides of an edit that came too late. */
    readonly conflict?: Conflict,
  ) {
    super(detail || title);
  }
}

/** Calls the API with the session cookie; throws a {@link Problem} for anything but success. */
export async function call<T>(
  path: string,
  options: { method?: string; body?: unknown; text?: string; type?: string; signal?: AbortSignal } = {},
): Promise<T> {
  const payload = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      signal: options.signal,
      headers: {
        Accept: 'application/json',
        'X-Acetate': '1',
        ...(payload === undefined ? {} : { 'Content-Type': options.type ?? 'application/json' }),
      },
      body: payload,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable();
  }

  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Saves what the API answers as a file; throws a {@link Problem} for anything but success, and nothing is saved then. */
export async function download(path: string, name: string): Promise<void> {
  const response = await fetch(path, { headers: { 'X-Acetate': '1' } }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the bytes after this function has ended.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const unreachable = () =>
  new Problem(
    0,
    'unreachable',
    'The server cannot be reached.',
    '',
    'Nothing is lost; this page goes on when the server is back.',
  );

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as {
    type?: string;
    title?: string;
    detail?: string;
    advice?: string;
    conflict?: Conflict;
  };
  return new Problem(
    response.status,
    body.type ?? '',
    body.title ?? response.statusText,
    body.detail ?? '',
    body.advice ?? '',
    body.conflict,
  );
}
