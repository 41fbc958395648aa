import type { ClipSlate, SlateFact } from '../api/types';

/* What was read of slates, in words. */

const labels: Record<string, string> = {
  'slate.scene': 'Scene',
  'slate.take': 'Take',
  'slate.roll': 'Roll',
  'slate.camera': 'Camera',
  'slate.rate': 'Frames a second',
  'slate.date': 'Date',
  'slate.note': 'Note',
};

export const labelOf = (fact: SlateFact) => labels[fact.field] ?? fact.field;

export const factOf = (slate: ClipSlate, field: string) => slate.facts.find((fact) => fact.field === field);

/** How sure it is, in how many frames, and what others say. */
export function howSure(fact: SlateFact): string {
  const frames = fact.frames === 1 ? 'in one frame' : `in ${fact.frames} frames`;
  const others = fact.others.length > 0 ? `; others say ${fact.others.join(', ')}` : '';
  return `${Math.round(fact.confidence * 100)} %, ${fact.isCode ? 'by a code ' : ''}${frames}${others}`;
}
