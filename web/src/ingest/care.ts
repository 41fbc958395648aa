/** Somebody's word that they take care of what is held. */
export interface CareWord {
  by: string;
  at?: string;
}

/** What somebody can say about who takes care of it: nothing when they may not operate the show. */
export function careDeed(
  care: CareWord | undefined,
  me: string,
  may: boolean,
): 'take' | 'take-over' | 'give-back' | null {
  if (!may || me === '') return null;
  if (!care) return 'take';
  return care.by === me ? 'give-back' : 'take-over';
}

/** What nobody takes care of first; in each half the order stays. */
export function uncaredFirst<T>(all: readonly T[], careOf: (one: T) => CareWord | undefined): T[] {
  return [...all].sort((a, b) => Number(careOf(a) !== undefined) - Number(careOf(b) !== undefined));
}
