import { describe, expect, it } from 'vitest';
import { displaySetSchema } from '../../contract/display-set.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { buildDisplaySets } from './display-sets.ts';

type Attributes = Record<string, unknown[]>;
const numeric = /^00(20|28)(0010|0011|0013|0002|0008|0012)$/;
function json(attributes: Attributes): DicomJson {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, Value]) => [
      key,
      { vr: key.startsWith('5200') ? 'SQ' : numeric.test(key) ? 'US' : 'LO', Value },
    ]),
  );
}
const axial = [1, 0, 0, 0, 1, 0];
function slice(number: number, z: number, more: Attributes = {}): DicomJson {
  return json({
    '00080016': ['1.2.840.10008.5.1.4.1.1.2'],
    '00080018': [`1.2.3.${number}`],
    '00080060': ['CT'],
    '0020000D': ['1.2'],
    '0020000E': ['1.2.3'],
    '00200011': [4],
    '00200013': [number],
    '00200032': [-100, -100, z],
    '00200037': axial,
    '00200052': ['1.9'],
    '00280002': [1],
    '00280004': ['MONOCHROME2'],
    '00280010': [512],
    '00280011': [512],
    '00280030': [0.7, 0.7],
    ...more,
  });
}
/** Slices 1, 2 … at z, as one set. */
function one(places: readonly number[], more: (index: number) => Attributes = () => ({})) {
  const sets = build(places.map((z, index) => slice(index + 1, z, more(index))));
  expect(sets).toHaveLength(1);
  const [set] = sets;
  if (set === undefined) throw new Error('no set');
  return set;
}
function build(headers: readonly DicomJson[], complete = true) {
  const sets = buildDisplaySets(headers, { complete });
  for (const set of sets) displaySetSchema.parse(set);
  return sets;
}
const numbers = (set: { frames: readonly { sopInstanceUid: string }[] }) =>
  set.frames.map(frame => frame.sopInstanceUid.split('.').at(-1));
const at = (z: number) => [-100, -100, expect.closeTo(z, 9)];
const reason = (set: { verdict: unknown }) => (set.verdict as { reason?: string }).reason;

describe('the geometry gate', () => {
  it('finds a regular volume and its slice spacing', () => {
    const set = one([0, -2.5, -5, -7.5]);
    expect(set.verdict).toEqual({ kind: 'regular' });
    expect(set.sliceSpacing).toBeCloseTo(2.5, 9);
    expect(set.frames[0]?.path).toBe('/dicomweb/studies/1.2/series/1.2.3/instances/1.2.3.1/frames/1');
  });

  it('forgives rounded positions and up to a twentieth of the spacing', () => {
    expect(one([0, 0.33, 0.67, 1]).verdict.kind).toBe('regular');
    expect(one([0, 1.04, 2, 3]).verdict.kind).toBe('regular');
    expect(reason(one([0, 1.06, 2, 3]))).toBe('irregular-spacing');
    // each step is off by 2 percent only, but the slices wander off the grid
    expect(reason(one([0, 1.02, 2.04, 3.06, 4.04, 5.02, 6]))).toBe('irregular-spacing');
  });

  it.each([
    ['one slice', [0], 'single-frame'],
    ['most places imaged twice', [0, 1, 1.001, 2, 2.001, 3], 'duplicate-positions'],
    ['a slice missing', [0, 1, 2, 4, 5], 'missing-slices'],
    ['two spacings', [0, 1, 2, 3, 4.5, 6], 'irregular-spacing'],
  ])('reports %s', (_, places, expected) => {
    const set = one(places);
    expect(reason(set)).toBe(expected);
    expect(set.sliceSpacing).toBeNull();
  });

  it('measures the spacing along the normal of an oblique volume', () => {
    // tilted about x by 30 degrees; slices 3 mm apart along the normal (0, -sin 30, cos 30)
    const [sin, cos] = [Math.sin(Math.PI / 6), Math.cos(Math.PI / 6)];
    const set = one([0, 1, 2, 3], index => ({
      '00200037': [1, 0, 0, 0, cos, sin],
      '00200032': [5, -3 * index * sin, 3 * index * cos],
    }));
    expect(set.verdict.kind).toBe('regular');
    expect(set.sliceSpacing).toBeCloseTo(3, 9);
  });

  it('finds the shear of a tilted gantry', () => {
    const tilt = (18.5 * Math.PI) / 180;
    // the table moves along z, the planes are tilted
    const tilted = { '00200037': [1, 0, 0, 0, Math.cos(tilt), Math.sin(tilt)] };
    const set = one([0, 5, 10, 15], () => tilted);
    expect(set.verdict).toEqual({ kind: 'shear-corrected', shearDegrees: expect.closeTo(-18.5, 9) });
    expect(set.sliceSpacing).toBeCloseTo(5 * Math.cos(tilt), 9);
    // two slices are on a line whatever they are
    expect(reason(one([0, 5], () => tilted))).toBe('sheared');
    // a drift of less than half a pixel in all is none
    const small = one([0, 5, 10], index => ({ '00200032': [-100 + 0.17 * index, -100, 5 * index] }));
    expect(small.verdict.kind).toBe('regular');
    // slices that are offset to and fro
    const crooked = one([0, 5, 10, 15], index => ({ '00200032': [-100 + 3 * (index % 2), -100, 5 * index] }));
    expect(reason(crooked)).toBe('sheared');
  });

  it('says where slices are missing, also along a tilted line', () => {
    const tilt = { '00200037': [1, 0, 0, 0, Math.cos(0.2), Math.sin(0.2)] };
    const set = one([0, 5, 20, 25, 30], () => tilt);
    expect(set.geometry).toMatchObject({
      gridSpacing: expect.closeTo(5 * Math.cos(0.2), 9),
      missing: [{ afterFrame: 1, positions: [at(10), at(15)] }],
    });
  });

  it('takes holes that are the rule for irregular spacing', () => {
    expect(reason(one([0, 1, 5, 6, 10, 11, 15, 16]))).toBe('irregular-spacing');
  });

  it.each([
    ['no position', { '00200032': [] }, 'no-position'],
    ['a broken orientation', { '00200037': [1, 0, 0, 1, 0, 0] }, 'no-position'],
    ['no pixel spacing', { '00280030': [] }, 'no-position'],
    ['an absurd position', { '00200032': [1e308, 0, 0] }, 'no-position'],
    ['an absurd spacing', { '00280030': [1e-300, 1e300] }, 'no-position'],
    ['colour', { '00280002': [3] }, 'not-cross-sectional'],
    ['ultrasound', { '00080060': ['US'] }, 'not-cross-sectional'],
    ['a localizer', { '00080008': ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, 'not-cross-sectional'],
  ])('takes %s for a stack', (_, attributes, expected) => {
    expect(reason(one([0, 1, 2], () => attributes))).toBe(expected);
  });

  it('promises no volume while instances are missing', () => {
    const [set] = build([slice(1, 0), slice(2, 1), slice(3, 2)], false);
    expect(set).toMatchObject({ complete: false, verdict: { reason: 'incomplete' }, sliceSpacing: null });
  });
});

describe('order', () => {
  it('is along the normal, whatever the order of arrival, in the direction of the instance numbers', () => {
    expect(numbers(one([9, 6, 3, 0]))).toEqual(['1', '2', '3', '4']);
    const shuffled = [slice(3, 6), slice(1, 0), slice(2, 3)];
    expect(build(shuffled).map(numbers)).toEqual([['1', '2', '3']]);
    // interleaved acquisition
    expect(numbers(one([0, 2, 4, 6, 1, 3, 5]))).toEqual(['1', '5', '2', '6', '3', '7', '4']);
  });

  it('is by instance number without positions', () => {
    const none = { '00200032': [], '00080060': ['US'] };
    expect(numbers(build([slice(10, 0, none), slice(9, 0, none)])[0]!)).toEqual(['9', '10']);
  });

  it('and ids are the same for the same instances, and stay when more arrive', () => {
    const headers = [0, 1, 2, 3, 4].map(z => slice(z + 1, z));
    const [whole] = build(headers);
    expect(build([...headers].reverse())).toEqual(build(headers));
    expect(build(headers.slice(2), false)[0]?.id).toBe(whole?.id);
    expect(build([...headers, ...headers])).toEqual(build(headers));
  });
});

describe('splitting a series', () => {
  it.each([
    ['size', { '00280010': [256] }],
    ['pixel spacing', { '00280030': [0.8, 0.8] }],
    ['frame of reference', { '00200052': ['1.8'] }],
    ['SOP class', { '00080016': ['1.2.840.10008.5.1.4.1.1.7'] }],
    ['localizer', { '00080008': ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }],
    ['colour', { '00280002': [3] }],
    ['orientation', { '00200037': [0, 1, 0, 0, 0, -1] }],
    ['multi-frame', { '00280008': [2] }],
    ['series', { '0020000E': ['1.2.4'] }],
  ])('by %s', (_, attributes) => {
    const headers = [1, 2, 3, 4, 5, 6].map(n => slice(n, n, n > 4 ? attributes : {}));
    const sets = build(headers);
    expect(sets.length).toBeGreaterThan(1);
    expect(sets.some(set => numbers(set).join() === '1,2,3,4' && set.verdict.kind === 'regular')).toBe(true);
    expect(new Set(sets.map(set => set.id)).size).toBe(sets.length);
  });

  it('keeps a rotating view together', () => {
    const headers = Array.from({ length: 12 }, (_, n) => {
      const angle = (n * Math.PI) / 12;
      return slice(n + 1, 0, { '00200037': [Math.cos(angle), Math.sin(angle), 0, 0, 0, -1] });
    });
    const [set, ...others] = build(headers);
    expect([reason(set!), others]).toEqual(['orientations-differ', []]);
  });

  it('separates phases that repeat every place', () => {
    const phase = (first: number, acquisition: number) =>
      [0, 1, 2].map(z => slice(first + z, z, { '00200012': [acquisition] }));
    const sets = build([...phase(1, 1), ...phase(4, 2)]);
    expect(sets.map(numbers)).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]);
    expect(sets.map(set => set.verdict.kind)).toEqual(['regular', 'regular']);
  });

  it('gives each radiograph its own set', () => {
    expect(build([slice(1, 0, { '00080060': ['DX'] }), slice(2, 0, { '00080060': ['DX'] })]).map(numbers)).toEqual([
      ['1'],
      ['2'],
    ]);
  });
});

describe('multi-frame images', () => {
  const plane = (z: number) => ({
    '00209113': { vr: 'SQ', Value: [{ '00200032': { vr: 'DS', Value: [0, 0, z] } }] },
  });
  const shared = {
    '00209116': { vr: 'SQ', Value: [{ '00200037': { vr: 'DS', Value: axial } }] },
    '00289110': { vr: 'SQ', Value: [{ '00280030': { vr: 'DS', Value: [0.5, 0.5] } }] },
  };

  it('are ordered by the positions of their frames', () => {
    const image = slice(1, 0, {
      '00280008': [3],
      '00200032': [],
      '00200037': [],
      '00280030': [],
      '52009229': [shared],
      '52009230': [plane(4), plane(0), plane(2)],
    });
    const [set] = build([image]);
    expect(set).toMatchObject({ verdict: { kind: 'regular' }, sliceSpacing: 2 });
    expect(set?.frames.map(frame => frame.frameNumber)).toEqual([1, 3, 2]);
  });

  it('have no positions when only the first frame has one', () => {
    expect(reason(build([slice(1, 0, { '00280008': [3] })])[0]!)).toBe('no-position');
  });

  it('cannot ask for endless frames', () => {
    expect(build([slice(1, 0, { '00280008': [2147483647] })])[0]?.frames.length).toBe(100_000);
  });
});

it('leaves out what is no image, or cannot be addressed', () => {
  expect(
    build([slice(1, 0, { '00280010': [] }), slice(2, 0, { '0020000E': ['x'] }), slice(3, 0, { '00080018': [] })]),
  ).toEqual([]);
});
