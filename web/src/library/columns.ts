import type { ClipHit } from '../api/types';
import { rateName } from '../shell/format';

/** A column of the table. */
export interface Column {
  name: string;
  label: string;
  /** The field that the column sorts by; none where it does not. */
  sort?: string;
  isNumber?: boolean;
  /** Pixels; the rest of the width goes to the names. */
  width: number;
  of: (clip: ClipHit) => string;
}

const whole = (value: number | null | undefined) => (value == null ? '' : String(value));

/** Every column there is, in the order in which they stand. */
export const columns: readonly Column[] = [
  { name: 'name', label: 'Clip', sort: 'name', width: 230, of: (clip) => clip.name },
  { name: 'roll', label: 'Roll', sort: 'roll', width: 110, of: (clip) => clip.rollName },
  { name: 'date', label: 'Day', sort: 'date', width: 95, of: (clip) => clip.shootDay },
  { name: 'unit', label: 'Unit', width: 60, of: (clip) => clip.unit },
  { name: 'scene', label: 'Scene', sort: 'scene', width: 75, of: (clip) => clip.scene },
  {
    name: 'take',
    label: 'Take',
    sort: 'take',
    width: 65,
    of: (clip) => `${clip.take}${clip.isCircled ? ' ●' : ''}`,
  },
  { name: 'tc', label: 'Timecode', sort: 'tc', width: 105, of: (clip) => clip.timecodeStart },
  {
    name: 'length',
    label: 'Length',
    sort: 'length',
    isNumber: true,
    width: 80,
    of: (clip) => (clip.seconds == null ? '' : `${clip.seconds.toFixed(1)} s`),
  },
  { name: 'camera', label: 'Camera', sort: 'camera', width: 140, of: (clip) => clip.camera },
  {
    name: 'lens',
    label: 'Lens',
    sort: 'lens',
    isNumber: true,
    width: 75,
    of: (clip) => (clip.lens == null ? '' : `${clip.lens} mm`),
  },
  { name: 'glass', label: 'Lens name', sort: 'glass', width: 150, of: (clip) => clip.glass },
  { name: 'iso', label: 'ISO', sort: 'iso', isNumber: true, width: 65, of: (clip) => whole(clip.iso) },
  { name: 'stop', label: 'Stop', isNumber: true, width: 60, of: (clip) => whole(clip.stop) },
  { name: 'kelvin', label: 'Kelvin', isNumber: true, width: 70, of: (clip) => whole(clip.kelvin) },
  { name: 'rate', label: 'Rate', sort: 'rate', width: 95, of: (clip) => (clip.rate ? rateName(clip.rate) : '') },
  {
    name: 'size',
    label: 'Size',
    sort: 'width',
    width: 100,
    of: (clip) => (clip.width == null ? '' : `${clip.width}×${clip.height ?? '?'}`),
  },
  { name: 'codec', label: 'Codec', sort: 'codec', width: 110, of: (clip) => clip.codec },
  { name: 'state', label: 'State', width: 170, of: signsOf },
];

/** Those that are shown when nobody has chosen. */
export const usual = 'name,roll,date,scene,take,tc,length,camera,lens,iso,state';

/** The columns of an address, in their own order; the clip's name is always there. */
export function chosen(names: string): Column[] {
  const wanted = new Set((names === '' ? usual : names).split(','));
  return columns.filter((column) => column.name === 'name' || wanted.has(column.name));
}

/** Where a clip lies: in the library store it can be used at once, from the archive alone it must be restored first. */
export function placeOf(clip: Pick<ClipHit, 'isOnline' | 'isArchived'>): string {
  if (clip.isOnline) return clip.isArchived ? '▣ archived' : '';
  return clip.isArchived ? '▽ in the archive only' : '▲ no verified copy yet';
}

/** What is to be known before anybody works with a clip: words, each with its sign. */
export function signsOf(clip: ClipHit): string {
  return [
    clip.isHeld ? '■ held' : '',
    clip.problems > 0 ? `▲ ${clip.problems} ${clip.problems === 1 ? 'problem' : 'problems'}` : '',
    placeOf(clip),
  ]
    .filter((sign) => sign !== '')
    .join(' · ');
}
