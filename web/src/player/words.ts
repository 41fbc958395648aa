import type { ClipValue } from '../api/types';

/** A value as people read it: yes and no, and numbers with their unit. */
export function spoken(value: string, field: ClipValue['editable']): string {
  if (value === '' || !field) return value;
  if (field.kind === 'flag') return value === 'true' ? 'yes' : value === 'false' ? 'no' : value;
  return field.unit === '' ? value : `${value} ${field.unit}`;
}

/** Where a value comes from, as people say it. */
export function originWord(origin: string): string {
  if (origin.startsWith('person:')) return `${origin.slice('person:'.length)} said so`;
  if (origin.startsWith('report:')) return `report ${origin.slice('report:'.length)}`;
  return origin === 'format-card' ? 'format card' : origin;
}
