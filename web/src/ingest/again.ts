import type { Roll } from '../api/types';

/** The address that reads a roll's folder again, with the tags it came in with. */
export function readAgain(roll: Roll): string {
  const members = {
    show: roll.show,
    day: roll.shootDay,
    new: '1',
    path: decodeURIComponent(new URL(roll.source).pathname),
    on: roll.shootDay,
    number: roll.dayNumber ? String(roll.dayNumber) : '',
    unit: roll.unit,
    episode: roll.episode,
    by: roll.carriedBy,
  };
  return `/ingest?${new URLSearchParams(Object.entries(members).filter(([, value]) => value !== ''))}`;
}
