import type { PackageFile, PlannedPlate, Pull } from '../api/types';
import { bytes } from '../shell/format';
import type { StateWord } from '../shell/State';
import type { Me } from '../shell/session';

/** The one word for a pull; what was given up is said in its own words. */
export function pullWord(pull: Pull): StateWord {
  if (pull.state === 'planned') return 'waiting';
  if (pull.state === 'ready') return 'done';
  return pull.state === 'withdrawn' ? 'failed' : pull.state;
}

/** How many of a thing: "1 plate", "2,000 plates". */
export function many(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
}

/** What is made when somebody approves, in the words of the command line; empty in lists, which do not say. */
export function estimateOf(pull: Pull): string {
  if (pull.vfx) {
    const { plates, frames, renderFrames, bytes: size } = pull.vfx.estimate;
    return `${many(plates, 'plate')}, ${many(frames, 'frame')}, of which ${renderFrames.toLocaleString('en')} must be rendered; ${bytes(size)} at most`;
  }
  if (pull.conform) {
    const { frames, files, bytes: size, wholeCopies, saved } = pull.conform.estimate;
    return `${many(pull.conform.clips.length, 'piece')} of originals, ${many(frames, 'frame')}, ${many(files, 'file')}; ${bytes(size)} at most; ${wholeCopies.toLocaleString('en')} copied whole, ${bytes(saved)} saved by cutting`;
  }
  return '';
}

/** Why a planned pull has nothing to deliver, so that nobody can approve it; empty where it has something. */
export function whyEmpty(pull: Pull): string {
  if (pull.state !== 'planned' || !(pull.vfx ?? pull.conform)?.isEmpty) return '';
  const isThere = pull.vfx
    ? pull.vfx.plates.length > 0
    : pull.conform?.events.some((one) => one.fate === 'delivered-before');
  return isThere
    ? `Nothing to deliver: ${pull.recipient} was given all of it, of this very cut. Give it up.`
    : 'Nothing to deliver: no event of the cut gives it anything. The events say why; give it up, and plan it again when that is mended.';
}

/** The work that making it takes, by what such work took here, in the server's sentences. */
export function workOf(pull: Pull): readonly string[] {
  return (pull.vfx ?? pull.conform)?.estimate.work?.sentences ?? [];
}

/** When it should be delivered; empty where nobody can say. */
export function finishOf(pull: Pull, moment: (at: string) => string): string {
  if (!pull.finishAt) return '';
  const at = moment(pull.finishAt);
  return pull.state === 'planned'
    ? `If it were approved now, it would be delivered ${at}.`
    : `By that it should be delivered ${at}.`;
}

/** Whether a version of the plate is in this pull. */
export function isDelivered(plate: PlannedPlate): boolean {
  return plate.render.length > 0;
}

/** Frames that have to be rendered for a plate; the others come from a version before. */
export function toRender(plate: PlannedPlate): number {
  return plate.render.reduce((sum, run) => sum + run.end - run.start, 0);
}

/** Against the turnover before. */
export function changeWord(plate: PlannedPlate): string {
  if (plate.change === 'new') return 'new';
  return isDelivered(plate) ? plate.change : `${plate.change}, not sent again`;
}

export type Fate =
  | 'pulled'
  | 'approved-final'
  | 'delivered-before'
  | 'not-camera-media'
  | 'not-wanted'
  | 'switched-off'
  | 'missing'
  | 'ambiguous'
  | 'refused';

/** A sign for what became of an event: it has its frames, needs none, or lacks them. */
export function fateSign(fate: Fate): { sign: string; tone: 'done' | 'waiting' | 'held' | 'failed' } {
  if (fate === 'pulled' || fate === 'approved-final' || fate === 'delivered-before') return { sign: '●', tone: 'done' };
  if (fate === 'ambiguous') return { sign: '■', tone: 'held' };
  return fate === 'missing' || fate === 'refused' ? { sign: '▲', tone: 'failed' } : { sign: '○', tone: 'waiting' };
}

/** What the cut asks for and nobody gets, each with its reason. */
export function missingOf(pull: Pull): { what: string; events: string; fate: Fate; why: string }[] {
  if (pull.conform)
    return pull.conform.missing.map((one) => ({
      what: one.source,
      events: many(one.events.length, 'event'),
      fate: one.fate,
      why: one.why,
    }));
  return (pull.vfx?.events ?? [])
    .filter((one) => one.fate === 'refused')
    .map((one) => ({ what: one.shot ?? '', events: `event ${one.number || one.id}`, fate: one.fate, why: one.why }));
}

/** The lists that were handed in: all reels of a programme. */
export function cutsOf(pull: Pull): string {
  return [pull.cut, ...(pull.reels ?? [])].join(', ');
}

/** What a person has to look at before a pull is made: what was not read of its lists, what may not be meant so, and the room it lacks. */
export function toLookAt(pull: Pull): string[] {
  const plan = pull.vfx ?? pull.conform;
  const lists = plan?.isToBeLookedAt ? [...(plan.unread ?? []), ...(plan.doubts ?? [])] : [];
  return pull.room ? [...lists, pull.room] : lists;
}

// A person opens these first: what is in the package, then what of it can be computed with.
const first = ['report.html', 'count-sheet.html', 'report.pdf', 'count-sheet.pdf', 'README.txt', 'missing.csv'];

/** The files of a package as people look for them: reports, then other documents, then what lies in folders. */
export function inOrder(files: PackageFile[]): PackageFile[] {
  const rank = ({ path }: PackageFile) =>
    first.includes(path) ? first.indexOf(path) : first.length + (path.includes('/') ? 1 : 0);
  return [...files].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** A file, or the frames of a sequence with their bytes together. */
export interface PackageRow extends PackageFile {
  frames?: PackageFile[];
}

/** Files with the frames of each sequence in one line: `plates/a.[1001-1096].exr`. Fewer than three files are none. */
export function sequencesOf(files: PackageFile[]): PackageRow[] {
  const parts = files.map((file) => /^(.*?)(\d+)(\.[A-Za-z0-9]+)$/.exec(file.path));
  const rows: PackageRow[] = [];
  for (let at = 0; at < files.length; ) {
    const [begin, first] = [parts[at], files[at]];
    let end = at + 1;
    while (begin && end < files.length && isSame(begin, parts[end])) end++;
    if (begin && first && end - at >= 3) {
      const frames = files.slice(at, end);
      rows.push({
        path: `${begin[1]}[${begin[2]}-${parts[end - 1]?.[2]}]${begin[3]}`,
        length: frames.reduce((sum, frame) => sum + frame.length, 0),
        frames,
      });
    } else if (first) {
      rows.push(first);
      end = at + 1;
    }
    at = end;
  }
  return rows;
}

const isSame = (one: RegExpExecArray, other: RegExpExecArray | null | undefined) =>
  other?.[1] === one[1] && other?.[3] === one[3] && other?.[2]?.length === one[2]?.length;

/** Where a file of a package can be had. */
export function fileAddress(pull: string, path: string): string {
  return `/api/pulls/${pull}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** What somebody may do with the pulls of a show; the server decides, this only spares them a refusal. */
export function mayDo(me: Me | null | undefined, show: string): { plan: boolean; approve: boolean } {
  const role = me?.administrator ? 'owner' : me?.roles[show];
  const operates = me?.scopes.includes('operate') ?? false;
  return { plan: operates && (role === 'operator' || role === 'owner'), approve: operates && role === 'owner' };
}
