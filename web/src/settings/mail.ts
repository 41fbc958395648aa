import type { ShowRole, ShowSettings } from '../api/types';
import { listOf } from './text';

type MailTarget = ShowSettings['mail'][number];

/** A mail target as the fields of its row; what is empty is not said. */
export interface MailRow {
  key: number;
  /** Empty for an address. */
  role: ShowRole | '';
  to: string;
  events: string;
  dailyDigest: boolean;
  from: string;
  until: string;
  zone: string;
  urgent: string;
  remind: string;
}

export function newRow(key: number): MailRow {
  const nothing = { events: '', from: '', until: '', zone: '', urgent: '', remind: '' };
  return { key, role: '', to: '', dailyDigest: false, ...nothing };
}

export function rowsOf(mail: readonly MailTarget[]): MailRow[] {
  return mail.map((one, key) => ({
    key,
    role: one.role ?? '',
    to: one.to,
    events: one.events.join(', '),
    dailyDigest: one.dailyDigest,
    from: one.quiet?.from ?? '',
    until: one.quiet?.until ?? '',
    zone: one.quiet?.zone ?? '',
    urgent: one.urgent.join(', '),
    remind: one.remindMinutes > 0 ? String(one.remindMinutes) : '',
  }));
}

/** Rows without an address or a role are left out; half of quiet hours goes to the server, which says what is missing. */
export function mailOf(rows: readonly MailRow[]): MailTarget[] {
  return rows
    .filter((row) => row.role !== '' || row.to.trim() !== '')
    .map((row) => ({
      to: row.role === '' ? row.to.trim() : '',
      ...(row.role === '' ? {} : { role: row.role }),
      events: listOf(row.events),
      dailyDigest: row.dailyDigest,
      ...(row.from || row.until ? { quiet: { from: row.from, until: row.until, zone: row.zone.trim() } } : {}),
      urgent: listOf(row.urgent),
      remindMinutes: Number(row.remind || '0'),
    }));
}
