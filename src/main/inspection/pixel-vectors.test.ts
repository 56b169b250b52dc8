import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Attributes } from '../../dicom/synthetic/attributes.ts';
import { buildInstance, pixelModule, rescaleModule, syntheticCtSeries } from '../../dicom/synthetic/builder.ts';
import { encode } from '../decode/encoders.test-data.ts';
import { decodeHere } from '../decode/index.ts';
import { writeFrames } from './frames.ts';

// Synthetic files through `frames`: what the raw files must hold is computed here from the standard's formulas.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pixel-vectors-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  float32: Float32Array,
} as const;
function numbers(path: string, dtype: string): number[] {
  const bytes = new Uint8Array(readFileSync(path));
  return [...new arrays[dtype as keyof typeof arrays](bytes.buffer)];
}

async function framesOf(bytes: Uint8Array) {
  const path = join(folder, 'file.dcm');
  writeFileSync(path, bytes);
  const outcome = await writeFrames(path, join(folder, 'out'), decodeHere);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  const summary = outcome.value;
  const of = (frame: number, kind: 'stored' | 'finished', dtype: string) =>
    numbers(join(folder, 'out', `${String(frame).padStart(4, '0')}.${kind}.raw`), dtype);
  return {
    summary,
    stored: (frame = 1) => of(frame, 'stored', summary.storedDtype),
    finished: (frame = 1) => of(frame, 'finished', summary.finishedDtype),
  };
}

const identity = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '2.25.1', Modality: 'OT' };
function image(attributes: Attributes, transferSyntaxUid?: string) {
  return framesOf(buildInstance({ ...identity, ...attributes }, transferSyntaxUid));
}
function grey(data: Uint8Array | Uint16Array | Int16Array, bitsStored: number, more: Attributes = {}) {
  const shape = { rows: 1, columns: data.length / Number(more.NumberOfFrames ?? 1), bitsStored, data };
  return image({ ...pixelModule({ kind: 'monochrome', photometric: 'MONOCHROME2', ...shape }), ...more });
}

describe('grey values', () => {
  test('unsigned, 12 bits of 16, with something else in the high bits', async () => {
    const values = [0, 1, 0x7ff, 0x800, 0xfff, 0xabc];
    const { stored, finished, summary } = await grey(
      Uint16Array.from(values, (value, at) => value | (((at * 5 + 3) & 15) << 12)),
      12,
    );
    expect(finished()).toEqual(values);
    // what the file holds, to the last bit
    expect(stored()).toEqual(values.map((value, at) => value + ((at * 5 + 3) & 15) * 0x1000));
    expect(summary).toMatchObject({ storedDtype: 'uint16', finishedDtype: 'int16' });
  });

  test('signed, 12 bits of 16: without and with its sign in the high bits', async () => {
    const values = [0, 1, 2047, -2048, -1, -1000];
    for (const high of [0xffff, 0x0fff]) {
      const { finished } = await grey(
        Int16Array.from(values, value => value & high),
        12,
      );
      expect(finished()).toEqual(values);
    }
  });

  test('High Bit above Bits Stored - 1', async () => {
    const values = [0, 1, 0x2ff, 0x3ff];
    const data = Uint16Array.from(values, value => (value << 4) | 0b1111 | 0xc000);
    expect((await grey(data, 10, { HighBit: 13 })).finished()).toEqual(values);
  });

  test('a rescale of its own in each slice: the same tissue is the same number in all of them', async () => {
    // 60 HU everywhere, stored with another slope and intercept in each slice
    const slopes = [1, 2, 0.5];
    const intercepts = [-1024, -1000, -200];
    const files = syntheticCtSeries({
      seed: 'per-slice',
      slices: 3,
      value: (_column, _row, slice) => (60 - intercepts[slice]!) / slopes[slice]!,
      override: slice => rescaleModule(slopes[slice]!, intercepts[slice]!),
    });
    for (const file of files) {
      const { finished, summary } = await framesOf(file);
      expect([...new Set(finished())]).toEqual([60]);
      expect(summary.unit).toBe("[hnsf'U]");
    }
  });

  test('a rescale of its own in each frame of an enhanced MR', async () => {
    const group = (slope: number, intercept: number) => ({
      PixelValueTransformationSequence: [rescaleModule(slope, intercept, 'US')],
    });
    const { finished, summary } = await grey(Uint16Array.from([10, 20, 10, 20]), 12, {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1',
      Modality: 'MR',
      NumberOfFrames: 2,
      PerFrameFunctionalGroupsSequence: [group(3, -5), group(7, 100)],
    });
    expect([finished(1), finished(2)]).toEqual([
      [25, 55],
      [170, 240],
    ]);
    expect(summary).toMatchObject({ frames: 2, unit: '1' });
  });

  it.each([
    ['-2000', { PixelPaddingValue: -2000 }, [-2000, 0, 500]],
    ['-32768 with a range limit', { PixelPaddingValue: -32768, PixelPaddingRangeLimit: -30000 }, [-32768, -30000, 9]],
  ])('padding of %s goes through the rescale like all others', async (_, padding, values) => {
    const { finished } = await grey(Int16Array.from(values), 16, { ...rescaleModule(2, 10), ...padding });
    expect(finished()).toEqual(values.map(value => 2 * value + 10));
  });

  test('MONOCHROME1 is not inverted, one bit is unpacked', async () => {
    const inverse = await grey(Uint8Array.from([0, 100, 255]), 8, { PhotometricInterpretation: 'MONOCHROME1' });
    expect(inverse.finished()).toEqual([0, 100, 255]);
    const shape = { Rows: 2, Columns: 5, BitsAllocated: 1, BitsStored: 1, HighBit: 0 };
    // 10 pixels, the first in the lowest bit of the first byte
    const bits = await grey(Uint8Array.from([0b0110_1001, 0b10]), 1, shape);
    expect(bits.finished()).toEqual([1, 0, 0, 1, 0, 1, 1, 0, 0, 1]);
  });
});

describe('palettes', () => {
  const indices = { SamplesPerPixel: 1, PhotometricInterpretation: 'PALETTE COLOR' } as const;
  const channels = ['Red', 'Green', 'Blue'] as const;
  const palette = (descriptor: readonly number[], entries: (channel: number) => Uint16Array, kind = ''): Attributes =>
    Object.fromEntries(
      channels.flatMap((name, channel) => [
        [`${name}PaletteColorLookupTableDescriptor`, descriptor],
        [`${kind}${name}PaletteColorLookupTableData`, entries(channel)],
      ]),
    );

  test('of 16-bit entries whose length of 65536 is written as 0', async () => {
    // red rises, green falls, blue rises in steps of 256 values
    const entry = [(at: number) => at, (at: number) => 0xffff - at, (at: number) => (at & 0xff) << 8] as const;
    const table = palette([0, 0, 16], channel => Uint16Array.from({ length: 0x10000 }, (_, at) => entry[channel]!(at)));
    const values = [0, 1, 0x1234, 0x8000, 0xffff];
    const { finished, summary } = await grey(Uint16Array.from(values), 16, { ...indices, ...table });
    expect(finished()).toEqual(values.flatMap(value => entry.map(channel => channel(value) >> 8)));
    expect(summary).toMatchObject({ samples: 1, finishedSamples: 3, storedDtype: 'uint16', finishedDtype: 'uint8' });
  });

  test('whose first value is signed', async () => {
    // entries for -3 … 2; below and above the first and the last count
    const entries = [10, 20, 30, 40, 50, 60];
    const table = palette([6, 0x10000 - 3, 16], channel => Uint16Array.from(entries, at => (at + channel) << 8));
    const values = [-30000, -3, -1, 0, 2, 3, 30000];
    const expected = values.map(value => entries[Math.min(Math.max(value + 3, 0), 5)]!);
    const { finished } = await grey(Int16Array.from(values), 16, { ...indices, ...table });
    expect(finished()).toEqual(expected.flatMap(value => [value, value + 1, value + 2]));
  });

  test('in segments: discrete, linear, and a repetition of both', async () => {
    // 2 entries, then 8 steps on a line to `to`; the indirect segment repeats these two, which start at byte 0
    const segments = (to: number) => Uint16Array.from([0, 2, 0x0100, 0x1000, 1, 8, to, 2, 2, 0, 0]);
    const ends = [0x9000, 0x5000, 0x1000];
    const line = (to: number) => Array.from({ length: 8 }, (_, at) => 0x1000 + ((to - 0x1000) * (at + 1)) / 8);
    const table = palette([20, 0, 16], channel => segments(ends[channel]!), 'Segmented');
    const { finished } = await grey(
      Uint8Array.from({ length: 20 }, (_, at) => at),
      8,
      { ...indices, ...table },
    );
    const expanded = ends.map(to => [0x0100, 0x1000, ...line(to), 0x0100, 0x1000, ...line(to)]);
    expect(finished()).toEqual(Array.from({ length: 20 }, (_, at) => expanded.map(table => table[at]! >> 8)).flat());
  });
});

describe('luminance and chrominance', () => {
  const colours = [
    [0, 0, 0],
    [255, 255, 255],
    [128, 128, 128],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [200, 120, 40],
    [17, 93, 211],
  ] as const;
  type Matrix = readonly (readonly [red: number, green: number, blue: number, offset: number])[];
  // PS3.3 C.7.6.3.1.2, as printed there
  const full: Matrix = [
    [0.299, 0.587, 0.114, 0],
    [-0.1687, -0.3313, 0.5, 128],
    [0.5, -0.4187, -0.0813, 128],
  ];
  const partial: Matrix = [
    [0.2568, 0.5041, 0.0979, 16],
    [-0.1482, -0.291, 0.4392, 128],
    [0.4392, -0.3678, -0.0714, 128],
  ];
  const converted = (matrix: Matrix, [red, green, blue]: readonly number[]) =>
    matrix.map(([r, g, b, offset]) => Math.min(255, Math.round(r * red! + g * green! + b * blue! + offset)));
  const colour = { ...pixelModule({ kind: 'rgb', rows: 1, columns: colours.length, data: new Uint8Array(24) }) };
  /** A rounded sample is half a level off, which the strongest coefficient (2.02 and 1.16) makes 1.6. */
  const near = (found: readonly number[], expected: readonly number[]) =>
    expect(Math.max(...expected.map((level, at) => Math.abs(level - found[at]!)))).toBeLessThanOrEqual(2);

  it.each([
    ['YBR_FULL', 0, full],
    ['YBR_FULL', 1, full],
    ['YBR_PARTIAL', 0, partial],
    ['YBR_PARTIAL', 1, partial],
    ['RGB', 0, null],
    ['RGB', 1, null],
  ] as const)('%s, planar configuration %i', async (photometric, planar, matrix) => {
    const samples = colours.map(rgb => (matrix === null ? [...rgb] : converted(matrix, rgb)));
    const bySample = [0, 1, 2].flatMap(channel => samples.map(sample => sample[channel]!));
    const { finished, summary } = await image({
      ...colour,
      PhotometricInterpretation: photometric,
      PlanarConfiguration: planar,
      PixelData: Uint8Array.from(planar === 1 ? bySample : samples.flat()),
    });
    if (matrix === null) expect(finished()).toEqual(colours.flat());
    else near(finished(), colours.flat());
    // grey has no chrominance, and is exact
    expect(finished().slice(0, 9)).toEqual(colours.slice(0, 3).flat());
    expect(summary).toMatchObject({ samples: 3, storedDtype: 'uint8', finishedDtype: 'uint8' });
  });

  it.each([
    ['YBR_FULL_422', full],
    ['YBR_PARTIAL_422', partial],
  ] as const)('%s: two pixels share their chrominance', async (photometric, matrix) => {
    const samples = colours.map(rgb => converted(matrix, rgb));
    // each colour twice: Y Y Cb Cr
    const data = samples.flatMap(([luminance, blue, red]) => [luminance!, luminance!, blue!, red!]);
    const { finished } = await image({
      ...colour,
      Columns: 2 * colours.length,
      PhotometricInterpretation: photometric,
      PixelData: Uint8Array.from(data),
    });
    near(
      finished(),
      colours.flatMap(rgb => [...rgb, ...rgb]),
    );
  });

  describe('in a JPEG 2000 stream', () => {
    const [rows, columns] = [16, 24];
    // smooth, so that little is lost where the process allows loss
    const data = Uint8Array.from({ length: 3 * rows * columns }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return 40 + 5 * (pixel % columns) + (at % 3) * 3 * Math.floor(pixel / columns);
    });
    const shape = { width: columns, height: rows, bitsPerSample: 8, componentCount: 3, isSigned: false };
    const file = (photometric: string, planar: number, stream: Uint8Array, transferSyntax: string) =>
      image(
        {
          ...pixelModule({ kind: 'rgb', rows, columns, data }),
          PhotometricInterpretation: photometric,
          PlanarConfiguration: planar,
          PixelData: { fragments: [stream.length % 2 === 0 ? stream : Uint8Array.from([...stream, 0])] },
        },
        transferSyntax,
      );

    // a codestream is by sample, whatever the header is left with (PS3.5 8.2.4)
    it.each([0, 1])('YBR_RCT gives back the RGB, with planar configuration %i', async planar => {
      const stream = await encode('jpeg2000', shape, data, encoder => encoder.setQuality?.(true, 0));
      const { finished, summary } = await file('YBR_RCT', planar, stream, '1.2.840.10008.1.2.4.90');
      expect(finished()).toEqual([...data]);
      expect(summary).toMatchObject({ lossy: false, warnings: [] });
    });

    it.each([0, 1])('YBR_ICT comes near to it, with planar configuration %i', async planar => {
      const stream = await encode('highThroughput', shape, data, encoder => encoder.setQuality?.(false, 0.0005));
      const { finished, summary } = await file('YBR_ICT', planar, stream, '1.2.840.10008.1.2.4.203');
      const differences = finished().map((level, at) => Math.abs(level - data[at]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(4);
      expect(differences.reduce((sum, one) => sum + one) / data.length).toBeLessThanOrEqual(1);
      expect(summary).toMatchObject({ lossy: true, warnings: [] });
    });
  });
});
