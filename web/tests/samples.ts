import type { FileStatus } from '../src/api/types';

/** Which of the frames is most like the picture. */
export function nearest(frames: number[][], picture: number[]): number {
  const distances = frames.map((frame) => frame.reduce((sum, value, at) => sum + (value - (picture[at] ?? 0)) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}

/** A file of a long sequence, as the API tells of it. */
export function aFile(number: number): FileStatus {
  const path = `A001C001/frame_${String(number).padStart(7, '0')}.dng`;
  const digests = [{ format: 'xxh128', text: '0123456789abcdef0123456789abcdef' }];
  const file = { number, path, length: 28_311_552, expected: [], digests, verdict: 'listed', message: '' } as const;
  return { file: { ...file, expected: [] }, library: 'intact', message: '' };
}
