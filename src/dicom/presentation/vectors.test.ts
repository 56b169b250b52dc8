import { describe, expect, it } from 'vitest';
import type { Attributes } from '../synthetic/attributes.ts';
import { pixelModule, rescaleModule, sopClasses, windowModule } from '../synthetic/builder.ts';
import type { PresentationOptions } from './presentation.ts';
import { show } from './show.test-data.ts';

// Synthetic instances, written and read as files; what they must look like is computed here from the standard.

type Pixels = Uint8Array | Uint16Array | Int16Array;
interface Grey {
  readonly data: Pixels;
  readonly columns: number;
  readonly bitsStored?: number;
  readonly attributes?: Attributes;
}
function grey({ data, columns, bitsStored = data.BYTES_PER_ELEMENT * 8, attributes = {} }: Grey): Attributes {
  const rows = data.length / columns / Number(attributes.NumberOfFrames ?? 1);
  const pixels = { kind: 'monochrome', photometric: 'MONOCHROME2', rows, columns, bitsStored, data } as const;
  return { ...pixelModule(pixels), ...attributes };
}

const levels = (attributes: Attributes, frameNumber = 1, options: PresentationOptions = {}) =>
  show(attributes, frameNumber, options).levels;

/** Bits from text, the first of each byte in its lowest bit, as words (PS3.5 8.1.2). */
function bits(text: string): Uint16Array {
  const ones = [...text.replaceAll(/\s/g, '')];
  const words = new Uint16Array(Math.ceil(ones.length / 16));
  for (const [at, one] of ones.entries()) if (one === '1') words[at >> 4]! |= 1 << (at & 15);
  return words;
}
/** `#` white, `.` the level of the image. */
function picture(found: readonly number[], columns: number, marks: Record<number, string>): string[] {
  const text = found.map(level => marks[level] ?? '?').join('');
  return Array.from({ length: found.length / columns }, (_, row) => text.slice(row * columns, (row + 1) * columns));
}

describe('windows', () => {
  const ramp = Uint16Array.from([0, 99, 100, 149, 150, 199, 200, 4095]);
  const image = (more: Attributes) => grey({ data: ramp, columns: 8, bitsStored: 12, attributes: more });

  it('LINEAR', () => {
    const expected = [...ramp].map(x => Math.min(1, Math.max(0, (x - 149.5) / 99 + 0.5)));
    expect(levels(image(windowModule(150, 100)))).toEqual(expected.map(y => Math.round(y * 255)));
  });

  it('LINEAR_EXACT', () => {
    const expected = [...ramp].map(x => Math.min(1, Math.max(0, (x - 150) / 100 + 0.5)));
    const module = { ...windowModule(150, 100), VOILUTFunction: 'LINEAR_EXACT' };
    expect(levels(image(module))).toEqual(expected.map(y => Math.round(y * 255)));
  });

  it('SIGMOID', () => {
    const expected = [...ramp].map(x => 1 / (1 + Math.exp((-4 * (x - 150)) / 100)));
    const module = { ...windowModule(150, 100), VOILUTFunction: 'SIGMOID' };
    expect(levels(image(module))).toEqual(expected.map(y => Math.round(y * 255)));
  });

  it('of Hounsfield units, and all of them with their explanations', () => {
    const data = Uint16Array.from([0, 864, 1063, 1064, 1263, 4095]);
    const several = { WindowCenter: [40, -600], WindowWidth: [400, 1500], WindowCenterWidthExplanation: ['A', 'B'] };
    const found = show(
      grey({ data, columns: 6, bitsStored: 12, attributes: { ...rescaleModule(1, -1024), ...several } }),
    );
    // 40/400 is black to -160 and white from 239; 39 is just under the middle
    expect(found.levels).toEqual([0, 0, Math.round((199 / 399) * 255), Math.round((200 / 399) * 255), 255, 255]);
    expect(found.presentation.vois.map(({ explanation }) => explanation)).toEqual(['A', 'B']);
    const lung = found.presentation.vois[1]!;
    const second = grey({ data, columns: 6, bitsStored: 12, attributes: { ...rescaleModule(1, -1024), ...several } });
    expect(levels(second, 1, { voi: lung })[1]).toBe(Math.round(((-160 + 600.5) / 1499 + 0.5) * 255));
  });

  it('of the frame itself, before the shared ones', () => {
    const group = (center: number) => ({ FrameVOILUTSequence: [windowModule(center, 3)] });
    const attributes: Attributes = {
      NumberOfFrames: 2,
      SharedFunctionalGroupsSequence: [group(11)],
      PerFrameFunctionalGroupsSequence: [{}, group(21)],
    };
    const image = grey({ data: Uint8Array.from([9, 10, 11, 12, 19, 20, 21, 22]), columns: 4, attributes });
    // LINEAR with width 3 has 3 levels: black at c - 1.5, a half at c - 0.5, white at c + 0.5
    expect(levels(image, 1)).toEqual([0, 64, 191, 255]);
    expect(levels(image, 2)).toEqual([0, 64, 191, 255]);
  });

  it('that the image does not bring show all of its values but padding', () => {
    const data = Int16Array.from([-2000, 10, 60, 110]);
    expect(levels(grey({ data, columns: 4, attributes: { PixelPaddingValue: -2000 } }))).toEqual([0, 0, 128, 255]);
    expect(levels(grey({ data, columns: 4 }))[1]).toBe(Math.round((2010 / 2110) * 255));
    expect(levels(grey({ data: new Int16Array(4).fill(7), columns: 4 }))).toEqual([0, 0, 0, 0]);
  });
});

describe('VOI LUT Sequence', () => {
  const sequence = (descriptor: number[], data: Uint16Array): Attributes => ({
    VOILUTSequence: [{ LUTDescriptor: descriptor, LUTExplanation: 'CURVE', LUTData: data }],
  });

  it('maps each value, and its ends beyond; it comes before the window', () => {
    const attributes = { ...sequence([3, 10, 12], Uint16Array.from([0, 1000, 4095])), ...windowModule(50, 2) };
    const found = show(grey({ data: Uint16Array.from([0, 10, 11, 12, 4000]), columns: 5, bitsStored: 12, attributes }));
    expect(found.levels).toEqual([0, 0, Math.round((1000 / 4095) * 255), 255, 255]);
    expect(found.presentation.vois).toMatchObject([{ kind: 'table', explanation: 'CURVE' }, { kind: 'window' }]);
  });

  it('has 65536 entries where its descriptor says 0', () => {
    const table = Uint16Array.from({ length: 0x10000 }, (_, at) => 0xffff - at);
    const image = grey({
      data: Uint16Array.from([0, 0x8000, 0xffff]),
      columns: 3,
      attributes: sequence([0, 0, 16], table),
    });
    expect(levels(image)).toEqual([255, Math.round((0x7fff / 0xffff) * 255), 0]);
  });

  it('starts below zero where the values do, whatever the sign of the pixels', () => {
    // -1024 written as an unsigned number, with the unsigned pixels of a CT
    const table = Uint16Array.from({ length: 4096 }, (_, at) => at);
    const attributes = { ...sequence([4096, 0x10000 - 1024, 12], table), ...rescaleModule(1, -1024) };
    const data = Uint16Array.from([0, 1024, 2048, 4095]);
    const expected = [...data].map(at => Math.round((at / 4095) * 255));
    expect(levels(grey({ data, columns: 4, bitsStored: 12, attributes }))).toEqual(expected);
    // 16 bits with an intercept do not fit a 16-bit type and come as floating point
    expect(levels(grey({ data, columns: 4, bitsStored: 16, attributes }))).toEqual(expected);
  });

  it('may have 8-bit entries, two to a word', () => {
    const image = grey({
      data: Uint8Array.from([0, 1, 2, 3, 4]),
      columns: 5,
      attributes: sequence([4, 1, 8], Uint16Array.from([0x2010, 0x4030])),
    });
    expect(levels(image)).toEqual([0x10, 0x10, 0x20, 0x30, 0x40]);
  });

  it('that is too short is not used', () => {
    const attributes = { ...sequence([9, 0, 8], Uint16Array.from([1, 2])), ...windowModule(1, 2) };
    expect(show(grey({ data: Uint8Array.from([0, 1]), columns: 2, attributes })).presentation.vois).toHaveLength(1);
  });
});

describe('Modality LUT Sequence', () => {
  const lut = {
    ModalityLUTSequence: [{ LUTDescriptor: [2, 0, 12], ModalityLUTType: 'US', LUTData: Uint16Array.from([100, 300]) }],
  };
  const image = (sopClass: string) =>
    grey({
      data: Uint8Array.from([0, 1]),
      columns: 2,
      attributes: { ...lut, ...windowModule(200, 401), SOPClassUID: sopClass },
    });

  it('comes before the window', () => {
    expect(levels(image(sopClasses.computedRadiography))).toEqual([100.5, 300.5].map(x => Math.round((x / 400) * 255)));
  });

  it('of X-ray loops is not for display', () => {
    const stored = [0, 1].map(x => Math.round(((x + 0.5) / 400) * 255));
    expect(levels(image('1.2.840.10008.5.1.4.1.1.12.1'))).toEqual(stored);
    expect(levels(image('1.2.840.10008.5.1.4.1.1.12.2'))).toEqual(stored);
  });
});

describe('polarity', () => {
  const data = Uint8Array.from([0, 51, 255]);
  const image = (more: Attributes) => grey({ data, columns: 3, attributes: { ...windowModule(128, 256), ...more } });
  it.each<[string, Attributes, number[]]>([
    ['MONOCHROME2', {}, [0, 51, 255]],
    ['MONOCHROME1', { PhotometricInterpretation: 'MONOCHROME1' }, [255, 204, 0]],
    [
      'INVERSE of MONOCHROME1, once',
      { PhotometricInterpretation: 'MONOCHROME1', PresentationLUTShape: 'INVERSE' },
      [255, 204, 0],
    ],
    ['INVERSE', { PresentationLUTShape: 'INVERSE' }, [255, 204, 0]],
    ['IDENTITY', { PresentationLUTShape: 'IDENTITY' }, [0, 51, 255]],
  ])('%s', (_, more, expected) => {
    expect(levels(image(more))).toEqual(expected);
    expect(levels(image(more), 1, { inverted: true })).toEqual(expected.map(level => 255 - level));
  });
});

describe('padding', () => {
  it.each<[string, Attributes, number[]]>([
    ['a value', { PixelPaddingValue: -2000 }, [0, 26, 255]],
    ['a range', { PixelPaddingValue: -2000, PixelPaddingRangeLimit: -1000 }, [0, 0, 255]],
    ['a range written backwards', { PixelPaddingValue: -1000, PixelPaddingRangeLimit: -2000 }, [0, 0, 255]],
  ])('%s is black, also where black is white', (_, padding, expected) => {
    // white from 8000 to -2000 by MONOCHROME1: -1000 is a tenth of the way
    const attributes = {
      ...windowModule(3000, 10_000),
      VOILUTFunction: 'LINEAR_EXACT',
      PhotometricInterpretation: 'MONOCHROME1',
      ...padding,
    };
    const image = grey({ data: Int16Array.from([-2000, 7000, -2001]), columns: 3, attributes });
    const [first, , last] = levels(image);
    expect([first, last]).toEqual([0, 255]);
    const second = levels(grey({ data: Int16Array.from([-2000, -1000, -2001]), columns: 3, attributes }));
    expect(second[1]).toBe(expected[1] === 0 ? 0 : 230);
  });

  it('of -32768 is told from the image after the rescale too', () => {
    const attributes = { ...rescaleModule(2, 10), PixelPaddingValue: -32768, ...windowModule(20, 21) };
    expect(levels(grey({ data: Int16Array.from([-32768, 0, 10]), columns: 3, attributes }))).toEqual([0, 6, 255]);
  });
});

describe('padding and the modality transform', () => {
  it('is told from the image where values are rounded to single precision', () => {
    const attributes = { ...rescaleModule(0.1, 0.3), PixelPaddingValue: -2000, ...windowModule(0, 20) };
    const [first, second] = levels(grey({ data: Int16Array.from([-2000, 0]), columns: 2, attributes }));
    expect([first, second]).toEqual([0, Math.round(((0.3 + 0.5) / 19 + 0.5) * 255)]);
    const inverted = levels(grey({ data: Int16Array.from([-2000, 0]), columns: 2, attributes }), 1, { inverted: true });
    expect(inverted[0]).toBe(0);
  });

  it('follows the transform of its own frame', () => {
    const group = (slope: number) => ({ PixelValueTransformationSequence: [rescaleModule(slope, 0)] });
    const attributes: Attributes = {
      NumberOfFrames: 2,
      PixelPaddingValue: 10,
      PerFrameFunctionalGroupsSequence: [group(1), group(2)],
      PhotometricInterpretation: 'MONOCHROME1',
      ...windowModule(100, 2),
    };
    // values 10 and 5, then 20 and 10: the last is no padding, and below the window, which is white here
    const image = grey({ data: Int16Array.from([10, 5, 10, 5]), columns: 2, attributes });
    expect(levels(image, 1)).toEqual([0, 255]);
    expect(levels(image, 2)).toEqual([0, 255]);
  });

  it('that the stored bits cannot hold hides nothing', () => {
    // 0xf830 cut down to 12 bits would be 2096, a value of bone
    const attributes = { ...windowModule(2048, 4096), PixelPaddingValue: 0xf830 - 0x10000 };
    expect(levels(grey({ data: Uint16Array.from([2096]), columns: 1, bitsStored: 12, attributes }))).toEqual([
      Math.round(((2096 - 2047.5) / 4095 + 0.5) * 255),
    ]);
  });
});

describe('overlays', () => {
  const size = { OverlayType: 'G', OverlayOrigin: [1, 1], OverlayBitsAllocated: 1, OverlayBitPosition: 0 };
  const flat = (columns: number, rows: number, more: Attributes, value = 1) =>
    grey({
      data: new Uint8Array(columns * rows * Number(more.NumberOfFrames ?? 1)).fill(value),
      columns,
      attributes: { ...windowModule(2, 3), ...more },
    });
  const marks = { 64: '.', 255: '#' };

  it('of an element of their own, at their origin, cut off at the border', () => {
    const overlay = {
      ...size,
      OverlayRows: 3,
      OverlayColumns: 3,
      OverlayOrigin: [2, 4],
      OverlayData: bits('111 101 111'),
    };
    expect(picture(levels(flat(5, 4, overlay)), 5, marks)).toEqual(['.....', '...##', '...#.', '...##']);
    const outside = { ...overlay, OverlayOrigin: [-1, 0] };
    expect(picture(levels(flat(5, 4, outside)), 5, marks)).toEqual(['##...', '.....', '.....', '.....']);
  });

  it('in the unused bits of the pixels', () => {
    const overlay = { OverlayType: 'G', OverlayOrigin: [1, 1], OverlayBitsAllocated: 16, OverlayBitPosition: 13 };
    const data = Uint16Array.from([0x2001, 0x1001, 0x3001, 0xd001]);
    const image = grey({
      data,
      columns: 2,
      bitsStored: 12,
      attributes: { ...windowModule(2, 3), ...overlay, OverlayRows: 2, OverlayColumns: 2 },
    });
    expect(picture(levels(image), 2, marks)).toEqual(['#.', '#.']);
    // without its size, which is the image's
    const bare = grey({ data, columns: 2, bitsStored: 12, attributes: { ...windowModule(2, 3), ...overlay } });
    expect(picture(levels(bare), 2, marks)).toEqual(['#.', '#.']);
    // a bit of the stored value is no overlay
    const inside = grey({
      data,
      columns: 2,
      bitsStored: 14,
      attributes: { ...windowModule(2, 3), ...overlay, OverlayBitPosition: 13 },
    });
    expect(levels(inside)).toEqual([255, 255, 255, 255]);
  });

  it('belong to their frames, whose bits follow each other without a gap', () => {
    const overlay = { ...size, OverlayRows: 1, OverlayColumns: 3, OverlayData: bits('110 011') };
    const some = flat(3, 1, { NumberOfFrames: 4, ...overlay, NumberOfFramesInOverlay: 2, ImageFrameOrigin: 2 });
    const frames = (image: Attributes) => [1, 2, 3, 4].map(frame => picture(levels(image, frame), 3, marks)[0]);
    expect(frames(some)).toEqual(['...', '##.', '.##', '...']);
    expect(frames(flat(3, 1, { NumberOfFrames: 4, ...overlay }))).toEqual(['##.', '##.', '##.', '##.']);
  });

  it('of a region of interest show its border alone', () => {
    const region = {
      ...size,
      OverlayType: 'R',
      OverlayRows: 4,
      OverlayColumns: 4,
      OverlayData: bits('0000 0111 0111 0111'),
    };
    expect(picture(levels(flat(6, 6, { ...region, OverlayOrigin: [2, 2] })), 6, marks)).toEqual([
      '......',
      '......',
      '..###.',
      '..#.#.',
      '..###.',
      '......',
    ]);
  });

  it('with too little data are left out', () => {
    const overlay = { ...size, OverlayRows: 100, OverlayColumns: 100, OverlayData: bits('1111') };
    expect(show(flat(2, 2, overlay)).presentation.overlays).toEqual([]);
  });
});

describe('shutters', () => {
  const white = (columns: number, rows: number, more: Attributes, frames = 1) =>
    grey({
      data: new Uint8Array(columns * rows * frames).fill(9),
      columns,
      attributes: { ...windowModule(2, 3), NumberOfFrames: frames, ...more },
    });
  const marks = { 0: '.', 255: '#' };
  const rectangle = {
    ShutterShape: 'RECTANGULAR',
    ShutterLeftVerticalEdge: 2,
    ShutterRightVerticalEdge: 4,
    ShutterUpperHorizontalEdge: 2,
    ShutterLowerHorizontalEdge: 3,
  };

  it('rectangular', () => {
    expect(picture(levels(white(5, 4, rectangle)), 5, marks)).toEqual(['.....', '.###.', '.###.', '.....']);
  });

  it('circular, round in millimetres', () => {
    const circle = { ShutterShape: 'CIRCULAR', CenterOfCircularShutter: [3, 3], RadiusOfCircularShutter: 2 };
    expect(picture(levels(white(5, 5, circle)), 5, marks)).toEqual(['..#..', '.###.', '#####', '.###.', '..#..']);
    // twice as high as wide: two columns are as long as one row
    const tall = { ...circle, PixelSpacing: [2, 1] };
    expect(picture(levels(white(5, 5, tall)), 5, marks)).toEqual(['.....', '..#..', '#####', '..#..', '.....']);
  });

  it('polygonal, with its sides', () => {
    const triangle = { ShutterShape: 'POLYGONAL', VerticesOfThePolygonalShutter: [1, 3, 3, 1, 3, 5] };
    expect(picture(levels(white(5, 4, triangle)), 5, marks)).toEqual(['..#..', '.###.', '#####', '.....']);
    // a concave one, like the letter U
    const cup = [1, 1, 5, 1, 5, 5, 1, 5, 1, 4, 4, 4, 4, 2, 1, 2];
    const concave = { ShutterShape: 'POLYGONAL', VerticesOfThePolygonalShutter: cup };
    expect(picture(levels(white(5, 5, concave)), 5, marks)).toEqual(['##.##', '##.##', '##.##', '#####', '#####']);
  });

  it('bitmap, which is not drawn as an overlay too', () => {
    const bitmap = {
      ShutterShape: 'BITMAP',
      ShutterOverlayGroup: 0x6000,
      OverlayType: 'G',
      OverlayRows: 2,
      OverlayColumns: 3,
      OverlayOrigin: [1, 1],
      OverlayBitsAllocated: 1,
      OverlayBitPosition: 0,
      OverlayData: bits('101 011'),
    };
    expect(picture(levels(white(3, 2, bitmap)), 3, marks)).toEqual(['.#.', '#..']);
  });

  it('combined show what all of them leave visible, in the grey that was asked for', () => {
    const both = {
      ...rectangle,
      ShutterShape: ['RECTANGULAR', 'CIRCULAR'],
      CenterOfCircularShutter: [2, 2],
      RadiusOfCircularShutter: 1,
      // half of the P-Values
      ShutterPresentationValue: 0x8080,
    };
    expect(picture(levels(white(5, 4, both)), 5, { 128: '.', 255: '#' })).toEqual(['.....', '.##..', '.#...', '.....']);
  });

  it('of the frame itself', () => {
    const attributes = {
      PerFrameFunctionalGroupsSequence: [{}, { FrameDisplayShutterSequence: [rectangle] }],
    };
    const image = white(5, 4, attributes, 2);
    expect(show(image, 1).presentation.shutter).toBeNull();
    expect(picture(levels(image, 2), 5, marks)[1]).toBe('.###.');
  });

  it('lie under overlays', () => {
    const overlay = {
      OverlayType: 'G',
      OverlayRows: 1,
      OverlayColumns: 1,
      OverlayOrigin: [1, 1],
      OverlayBitsAllocated: 1,
      OverlayBitPosition: 0,
      OverlayData: bits('1'),
    };
    expect(picture(levels(white(5, 4, { ...rectangle, ...overlay })), 5, marks)[0]).toBe('#....');
  });

  it.each<[string, Attributes]>([
    ['an edge missing', { ...rectangle, ShutterLeftVerticalEdge: '' }],
    ['no room between the edges', { ...rectangle, ShutterRightVerticalEdge: 2 }],
    ['two vertices', { ShutterShape: 'POLYGONAL', VerticesOfThePolygonalShutter: [1, 1, 2, 2] }],
    ['an unknown shape', { ShutterShape: 'STAR' }],
  ])('with %s hide nothing', (_, more) => {
    expect(show(white(5, 4, more)).presentation.shutter).toBeNull();
  });
});

describe('pixel proportions', () => {
  it.each<[string, Attributes, number]>([
    ['4:3', { PixelAspectRatio: [4, 3] }, 4 / 3],
    ['anisotropic spacing', { PixelSpacing: [0.5, 0.8] }, 0.5 / 0.8],
    ['spacing before ratio', { PixelSpacing: [0.5, 0.5], PixelAspectRatio: [4, 3] }, 1],
    ['of the detector', { ImagerPixelSpacing: [0.3, 0.2] }, 1.5],
    ['nothing said', {}, 1],
    ['nonsense', { PixelAspectRatio: [0, 3] }, 1],
  ])('%s', (_, more, expected) => {
    const image = grey({ data: Uint8Array.from([1, 2]), columns: 2, attributes: more });
    expect(show(image).presentation.aspect).toBeCloseTo(expected, 12);
  });
});

describe('colour', () => {
  it('is changed by no window and no inversion, but hidden by a shutter', () => {
    const data = Uint8Array.from([1, 2, 3, 250, 251, 252]);
    const image: Attributes = {
      ...pixelModule({ kind: 'rgb', rows: 1, columns: 2, data }),
      ...windowModule(1, 2),
      PresentationLUTShape: 'INVERSE',
    };
    const found = show(image, 1, { inverted: true });
    expect(found.rgb).toEqual([...data]);
    expect(found.presentation.grey).toBeNull();
    const circle = { ShutterShape: 'CIRCULAR', CenterOfCircularShutter: [1, 2], RadiusOfCircularShutter: 0.5 };
    expect(show({ ...image, ...circle, RadiusOfCircularShutter: 1 }).rgb).toEqual([...data]);
    expect(show({ ...image, ...circle, CenterOfCircularShutter: [1, 3], RadiusOfCircularShutter: 1 }).rgb).toEqual([
      0, 0, 0, 250, 251, 252,
    ]);
  });
});
