/** A search as it is typed, taken to pieces at its spaces; what stands in quotes stays whole. */
export function termsOf(query: string): string[] {
  return query.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? [];
}

/** Whether a search asks for this term. */
export function asks(query: string, term: string): boolean {
  return termsOf(query).includes(term);
}

/** The search with the term, or without it where it was there. */
export function toggled(query: string, term: string): string {
  const terms = termsOf(query);
  return (terms.includes(term) ? terms.filter((one) => one !== term) : [...terms, term]).join(' ');
}

/** The order after a click on a column's heading: upwards, then downwards, then the usual one again. */
export function sortedBy(sort: string, field: string): string {
  if (sort === field) return `-${field}`;
  return sort === `-${field}` ? '' : field;
}

/** A count as it is shown: where counting ended before the end, with a plus. */
export function counted(clips: number, isCapped: boolean): string {
  return `${clips.toLocaleString('en-GB')}${isCapped ? '+' : ''}`;
}
