import { describe, expect, test } from 'vitest';
import { frameAt, frameOfLabel, labelOfFrame, type Rate, timeOf } from './timecode';

const film: Rate = { numerator: 24000, denominator: 1001 };
const ntsc: Rate = { numerator: 30000, denominator: 1001 };
const pal: Rate = { numerator: 25, denominator: 1 };

describe('timecode in the player', () => {
  test.each([
    [1799, '00:00:59;29'],
    [1800, '00:01:00;02'],
    [17982, '00:10:00;00'],
    [107892, '01:00:00;00'],
    [2589407, '23:59:59;29'],
  ])('drop frame %d reads %s and back', (frame, label) => {
    expect(labelOfFrame(frame, ntsc, true)).toBe(label);
    expect(frameOfLabel(label, ntsc)).toBe(frame);
  });

  test('labels wrap at midnight', () => {
    expect(labelOfFrame(25 * 86400, pal, false)).toBe('00:00:00:00');
    expect(labelOfFrame(-1, pal, false)).toBe('23:59:59:24');
  });

  test.each([film, ntsc, pal])('seeking to a frame shows that frame', (rate) => {
    for (let frame = 0; frame < 100_000; frame += 37) expect(frameAt(timeOf(frame, rate), rate)).toBe(frame);
  });

  test.each(['1:00:00:00', '00:60:00:00', '00:00:00:25', 'ab:00:00:00'])('%s is no label', (label) =>
    expect(frameOfLabel(label, pal)).toBeNull(),
  );
});
