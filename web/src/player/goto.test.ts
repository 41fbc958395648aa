import { expect, test } from 'vitest';
import { readPlace } from './goto';

const film = {
  rate: { numerator: 24000, denominator: 1001 },
  start: '10:12:00:20',
  dropFrame: false,
  frames: 1000,
  shown: 30,
};
const tv = {
  rate: { numerator: 30000, denominator: 1001 },
  start: '00:59:50;00',
  dropFrame: true,
  frames: 2000,
  shown: 0,
};

test('a timecode is the frame that has this label, whatever stands between the digits', () => {
  expect(readPlace('10:12:00:20', film)).toBe(0);
  expect(readPlace('10.12.01.19', film)).toBe(23);
  expect(readPlace('01:00:00;00', tv)).toBe(300);
  expect(readPlace('01:00:00:00', tv)).toBe(300);
});

test('digits fill the label from its end, and + and - count from here', () => {
  expect(readPlace('1200', film)).toBe(11 * 24 + 4);
  expect(readPlace('10120120', film)).toBe(24);
  expect(readPlace('+12', film)).toBe(42);
  expect(readPlace('-30', film)).toBe(0);
});

test('a clip over midnight goes on after it', () => {
  expect(readPlace('00:00:01:00', { ...film, start: '23:59:59:00' })).toBe(48);
});

test('what is no frame of the clip is said and not taken for another', () => {
  expect(readPlace('-31', film)).toBe('-31 is outside of this clip.');
  expect(readPlace('10:12:00:19', film)).toBe('10:12:00:19 is outside of this clip.');
  expect(readPlace('10:12:00:24', film)).toMatch(/^'10:12:00:24' is no timecode at this rate/);
  expect(readPlace('00:01:00;00', { ...tv, start: '00:00:00;00' })).toMatch(/^There is no frame 00:01:00;00/);
  expect(readPlace('later', film)).toMatch(/is no timecode/);
  expect(readPlace('12', { ...film, start: null })).toBe(12);
  expect(readPlace('x', { ...film, start: null })).toBe('Type the number of a frame.');
});
