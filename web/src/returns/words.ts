/** A version as people write it: "v003". */
export const versionOf = (version: number) => `v${String(version).padStart(3, '0')}`;

/** Hours as people say them: "6.5 h", and days from two days on: "3.0 d". */
export const hours = (count: number | null | undefined) =>
  count == null ? '–' : count < 48 ? `${count.toFixed(1)} h` : `${(count / 24).toFixed(1)} d`;

const signs: Record<string, { sign: string; tone: string }> = {
  outstanding: { sign: '○', tone: 'waiting' },
  waiting: { sign: '○', tone: 'waiting' },
  rejected: { sign: '▲', tone: 'failed' },
  approved: { sign: '●', tone: 'done' },
};

/** The sign and the colour of a state of a shot or a version. */
export const signOf = (state: string) => signs[state] ?? { sign: '○', tone: 'waiting' };

/** How the check of a version went. */
export const checkOf = (one: { errors: number; warnings: number }) =>
  one.errors > 0
    ? `${one.errors} ${one.errors === 1 ? 'error' : 'errors'}`
    : one.warnings > 0
      ? `${one.warnings} ${one.warnings === 1 ? 'warning' : 'warnings'}`
      : 'fine';
