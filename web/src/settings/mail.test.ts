import { describe, expect, test } from 'vitest';
import { mailOf, newRow, rowsOf } from './mail';

describe('mail targets as rows', () => {
  const plain = { to: 'dit@film.example', events: [], dailyDigest: false, urgent: [], remindMinutes: 0 };

  test('what is saved is what was there', () => {
    const quiet = { from: '22:00', until: '07:00', zone: 'Europe/Berlin' };
    const mail = [
      plain,
      {
        ...plain,
        to: '',
        role: 'operator' as const,
        events: ['roll.*'],
        quiet,
        urgent: ['roll.held'],
        remindMinutes: 30,
      },
    ];

    expect(mailOf(rowsOf(mail))).toEqual(mail);
  });

  test('a row with neither an address nor a role is none, and a role has no address', () => {
    const rows = [
      newRow(0),
      { ...newRow(1), to: ' ' },
      { ...newRow(2), to: 'old@film.example', role: 'owner' as const },
    ];

    expect(mailOf(rows)).toEqual([{ ...plain, to: '', role: 'owner' }]);
  });

  test('half of quiet hours is sent, so that the server says what is missing', () =>
    expect(mailOf([{ ...newRow(0), to: 'dit@film.example', from: '22:00' }])[0]?.quiet).toEqual({
      from: '22:00',
      until: '',
      zone: '',
    }));
});
