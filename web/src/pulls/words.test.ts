import { expect, test } from 'vitest';
import type { PackageFile, PlannedPlate, Pull } from '../api/types';
import type { Me } from '../shell/session';
import {
  changeWord,
  cutsOf,
  estimateOf,
  fileAddress,
  finishOf,
  inOrder,
  mayDo,
  missingOf,
  sequencesOf,
  toLookAt,
  toRender,
  whyEmpty,
  workOf,
} from './words';

const me = (more: Partial<Me>): Me => ({
  name: 'ola',
  title: '',
  session: true,
  scopes: ['read', 'operate'],
  administrator: false,
  roles: {},
  ...more,
});

test('who may approve is an owner with a token that operates, and an operator plans', () => {
  expect(mayDo(me({ roles: { film: 'owner' } }), 'film')).toEqual({ plan: true, approve: true });
  expect(mayDo(me({ roles: { film: 'operator' } }), 'film')).toEqual({ plan: true, approve: false });
  expect(mayDo(me({ roles: { film: 'viewer' } }), 'film')).toEqual({ plan: false, approve: false });
  expect(mayDo(me({ roles: { other: 'owner' } }), 'film')).toEqual({ plan: false, approve: false });
  expect(mayDo(me({ administrator: true }), 'film')).toEqual({ plan: true, approve: true });
  expect(mayDo(me({ administrator: true, scopes: ['read'] }), 'film')).toEqual({ plan: false, approve: false });
  expect(mayDo(null, 'film')).toEqual({ plan: false, approve: false });
});

test('a package opens with its report, and what lies in folders comes last', () => {
  const files = ['plates/a.exr', 'package.json', 'README.txt', 'count-sheet.pdf', 'count-sheet.html'];

  expect(inOrder(files.map((path): PackageFile => ({ path, length: 1 }))).map((file) => file.path)).toEqual([
    'count-sheet.html',
    'count-sheet.pdf',
    'README.txt',
    'package.json',
    'plates/a.exr',
  ]);
});

test('a pull of several reels names all of them', () => {
  expect(cutsOf({ cut: 'R1.edl', reels: ['R2.edl', 'R3.edl'] } as unknown as Pull)).toBe('R1.edl, R2.edl, R3.edl');
  expect(cutsOf({ cut: 'R1.edl' } as unknown as Pull)).toBe('R1.edl');
});

test('what was not read of a list and what may not be meant so stand together, whatever is pulled', () => {
  const [unread, doubts] = [['line 7: no timecode'], ['no clip runs at 25']];

  expect(toLookAt({ vfx: { isToBeLookedAt: true, unread, doubts } } as unknown as Pull)).toEqual([
    'line 7: no timecode',
    'no clip runs at 25',
  ]);
  expect(toLookAt({ conform: { isToBeLookedAt: true, unread, doubts: [] } } as unknown as Pull)).toEqual([
    'line 7: no timecode',
  ]);
  expect(toLookAt({ vfx: { isToBeLookedAt: false, unread: [], doubts: [] } } as unknown as Pull)).toEqual([]);
  expect(toLookAt({ room: 'It needs about 3 TB.' } as Pull)).toEqual(['It needs about 3 TB.']);
  expect(toLookAt({} as Pull)).toEqual([]);
});

test('a name with signs of its own is an address that names it', () => {
  expect(fileAddress('7', 'plates/a b#1?.exr')).toBe('/api/pulls/7/files/plates/a%20b%231%3F.exr');
});

test('a plate whose frames were all delivered before is said not to be sent again', () => {
  const plate = (change: PlannedPlate['change'], ...render: PlannedPlate['render']) =>
    ({ change, render }) as PlannedPlate;

  expect(changeWord(plate('new', { start: 0, end: 8 }))).toBe('new');
  expect(changeWord(plate('extended', { start: 0, end: 8 }))).toBe('extended');
  expect(changeWord(plate('same'))).toBe('same, not sent again');
  expect(toRender(plate('extended', { start: 2, end: 8 }, { start: 20, end: 21 }))).toBe(7);
});

test('what is lacking is told by source for originals, and by event for plates', () => {
  const why = 'No clip has this name.';
  const conform = { conform: { missing: [{ source: 'B077', fate: 'missing', why, roll: '', events: [{}, {}] }] } };
  const vfx = {
    vfx: {
      events: [
        { id: 'e1', number: '001', shot: 'A_010', fate: 'pulled', why: '', notes: [] },
        { id: 'e2', number: '', shot: 'A_020', fate: 'refused', why, notes: [] },
      ],
    },
  };

  expect(missingOf(conform as unknown as Pull)).toEqual([{ what: 'B077', events: '2 events', fate: 'missing', why }]);
  expect(missingOf(vfx as unknown as Pull)).toEqual([{ what: 'A_020', events: 'event e2', fate: 'refused', why }]);
});

test('an estimate counts in the words of the command line', () => {
  const estimate = { plates: 1, frames: 1200, renderFrames: 1, bytes: 1_500_000_000 };

  expect(estimateOf({ vfx: { estimate } } as unknown as Pull)).toBe(
    '1 plate, 1,200 frames, of which 1 must be rendered; 1.50 GB at most',
  );
});

test('the work of a pull is told in the words of the server, and its end only where somebody can say it', () => {
  const planned = { state: 'planned', vfx: { estimate: { work: { sentences: ['About 3 core-hours.'] } } } };

  expect(workOf(planned as unknown as Pull)).toEqual(['About 3 core-hours.']);
  expect(workOf({ conform: { estimate: {} } } as unknown as Pull)).toEqual([]);
  expect(finishOf(planned as unknown as Pull, (at) => at)).toBe('');
  expect(finishOf({ ...planned, finishAt: 'at noon' } as unknown as Pull, (at) => at)).toBe(
    'If it were approved now, it would be delivered at noon.',
  );
  expect(finishOf({ ...planned, state: 'running', finishAt: 'at noon' } as unknown as Pull, (at) => at)).toBe(
    'By that it should be delivered at noon.',
  );
});

test('a plan without anything to deliver says why, and one that has something or is decided about says nothing', () => {
  const vfx = (isEmpty: boolean, plates: number) => ({ isEmpty, plates: new Array(plates) });
  const pull = (more: object) => ({ state: 'planned', recipient: 'lupus', ...more }) as unknown as Pull;

  expect(whyEmpty(pull({ vfx: vfx(true, 2) }))).toContain('lupus was given all of it');
  expect(whyEmpty(pull({ vfx: vfx(true, 0) }))).toContain('no event of the cut');
  expect(whyEmpty(pull({ conform: { isEmpty: true, events: [{ fate: 'delivered-before' }] } }))).toContain('was given');
  expect(whyEmpty(pull({ vfx: vfx(false, 2) }))).toBe('');
  expect(whyEmpty(pull({ state: 'withdrawn', vfx: vfx(true, 2) }))).toBe('');
  expect(whyEmpty(pull({}))).toBe('');
});

test('the frames of a plate are one line, and files that only look alike are not', () => {
  const files = (...paths: string[]) => paths.map((path) => ({ path, length: 10 })) as PackageFile[];
  const plate = files('a/s010_v001.1001.exr', 'a/s010_v001.1002.exr', 'a/s010_v001.1003.exr');

  const [report, frames, ...rest] = sequencesOf([
    ...files('count-sheet.html'),
    ...plate,
    ...files('b/1.exr', 'b/2.exr'),
  ]);

  expect(report?.path).toBe('count-sheet.html');
  expect([frames?.path, frames?.length, frames?.frames?.length]).toEqual(['a/s010_v001.[1001-1003].exr', 30, 3]);
  expect(rest.map((row) => [row.path, row.frames])).toEqual([
    ['b/1.exr', undefined],
    ['b/2.exr', undefined],
  ]);
  expect(sequencesOf(files('r1.edl', 'r2.edl', 'r10.edl')).length).toBe(3);
});
