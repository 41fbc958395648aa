import type { ClipDaily, DailiesSummary } from '../api/types';
import type { StateWord } from '../shell/State';

/** How a roll's dailies stand, in the vocabulary of states. */
export function stateOf(roll: DailiesSummary): { word: StateWord; says: string } {
  if (roll.isLate) return { word: 'late', says: roll.state === 'delivered' ? 'delivered late' : 'late' };
  if (roll.isAtRisk) return { word: 'late', says: 'will be late' };
  switch (roll.state) {
    case 'making':
      return { word: 'running', says: 'being made' };
    case 'review':
      return { word: 'waiting', says: 'to look at' };
    case 'delivering':
      return { word: 'running', says: 'on its way' };
    case 'delivered':
      return { word: 'done', says: 'delivered' };
    default:
      return { word: 'held', says: 'held' };
  }
}

/** What a board of rolls says first: what is late, what will be, what is open. */
export function standing(rolls: DailiesSummary[]): string {
  const open = rolls.filter((roll) => roll.state !== 'delivered');
  const late = open.filter((roll) => roll.isLate).length;
  const atRisk = open.filter((roll) => roll.isAtRisk).length;
  const said = [
    late > 0 ? `${late} late` : '',
    atRisk > 0 ? `${atRisk} will be late` : '',
    `${open.length} under way`,
  ].filter(Boolean);
  return open.length === 0 ? 'everything is delivered' : said.join(', ');
}

/** How the daily of a clip stands. */
export function standingOf(clip: ClipDaily): { word: StateWord; says: string } {
  switch (clip.state) {
    case 'waiting':
      return { word: 'running', says: 'being made' };
    case 'made':
      return { word: 'done', says: clip.isDelivered ? 'delivered' : 'made' };
    case 'accepted':
      return { word: 'done', says: clip.isDelivered ? 'accepted, delivered' : 'accepted' };
    case 'doubted':
      return { word: 'waiting', says: 'to look at' };
    case 'rejected':
      return { word: 'held', says: 'left out' };
    default:
      return { word: 'failed', says: 'not made' };
  }
}

/** What was found of the clip's look: the worst of its stills counts. */
export function lookOf(clip: ClipDaily): string {
  const has = (verdict: ClipDaily['stills'][number]['verdict']) =>
    clip.stills.some((still) => still.verdict === verdict);
  if (has('differs')) return "other than the DIT's still";
  if (has('not-found')) return 'the still shows another picture';
  return has('same') ? "as the DIT's still" : 'could not be compared';
}

/** The lane of sound: which recording, how it was found, how sure that is. */
export function soundOf(clip: ClipDaily): string {
  const sound = clip.sound;
  if (!sound) return '';
  if (!sound.sound) return sound.verdict === 'doubtful' ? 'doubted' : 'own sound';
  if (sound.sound.isDecided) return `${sound.sound.recording}, decided by ${clip.decidedBy || 'a person'}`;
  return `${sound.sound.recording}, ${sound.verdict === 'sure' ? 'confirmed' : 'by timecode alone'}`;
}
