import { describe, expect, test } from 'vitest';
import type { PixelDescription } from '../../dicom/pixel/pixel-description.ts';
import { decodeHere } from './decode-frame.ts';
import { encode, type FrameShape } from './encoders.test-data.ts';

const [columns, rows] = [37, 23];
/** A ramp with a corner of noise: every value of the depth that fits occurs. */
const value = (at: number, bits: number) => (at * 2654435761) % 2 ** bits;
const grey16 = Uint16Array.from({ length: columns * rows }, (_, at) => value(at, 16));
const grey8 = Uint8Array.from({ length: columns * rows }, (_, at) => value(at, 8));
const rgb8 = Uint8Array.from({ length: 3 * columns * rows }, (_, at) => value(at, 8));
/** Smooth, as what is compressed with loss should be. */
const smooth = Uint16Array.from(
  { length: columns * rows },
  (_, at) => 40 * (at % columns) + 30 * Math.floor(at / columns),
);

const shape = (bitsPerSample: number, componentCount = 1, isSigned = false): FrameShape => ({
  width: columns,
  height: rows,
  bitsPerSample,
  componentCount,
  isSigned,
});
function description(bits: number, override: Partial<PixelDescription> = {}): PixelDescription {
  return {
    rows,
    columns,
    numberOfFrames: 1,
    samplesPerPixel: 1,
    photometricInterpretation: 'MONOCHROME2',
    planarConfiguration: 0,
    bitsAllocated: bits > 8 ? 16 : 8,
    bitsStored: bits,
    highBit: bits - 1,
    signed: false,
    cells: 'integer',
    ...override,
  };
}
const colour = { samplesPerPixel: 3, photometricInterpretation: 'RGB' } as const;
const uid = (number: number) => `1.2.840.10008.1.2.4.${number}`;

async function decoded(transferSyntaxUid: string, bytes: Uint8Array, header: PixelDescription) {
  const outcome = await decodeHere({ transferSyntaxUid, bytes, description: header });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}
async function refusal(transferSyntaxUid: string, bytes: Uint8Array, header: PixelDescription) {
  const outcome = await decodeHere({ transferSyntaxUid, bytes, description: header });
  return outcome.ok ? 'was decoded' : `${outcome.failure.params.tag} ${outcome.failure.params.reason}`;
}
const reversible = {
  quality: (encoder: { setQuality?(reversible: boolean, step: number): void }) => encoder.setQuality?.(true, 0),
};

describe('lossless streams of the codecs’ own encoders', () => {
  test.each([201, 202, 203])('HTJ2K, transfer syntax %i', async number => {
    const grey = await encode('highThroughput', shape(16), grey16, reversible.quality);
    const { frame, lossy } = await decoded(uid(number), grey, description(16));
    expect([frame.cells, lossy]).toEqual([grey16, false]);
    const colours = await encode('highThroughput', shape(8, 3), rgb8, reversible.quality);
    const rgb = await decoded(
      uid(number),
      colours,
      description(8, { ...colour, photometricInterpretation: 'YBR_RCT' }),
    );
    expect([rgb.frame.cells, rgb.frame.photometricInterpretation]).toEqual([rgb8, 'RGB']);
  });

  test('JPEG XL', async () => {
    const lossless = (encoder: { setLossless?(lossless: boolean): void }) => encoder.setLossless?.(true);
    const deep = await decoded(uid(110), await encode('jpegXl', shape(16), grey16, lossless), description(16));
    expect([deep.frame.cells, deep.lossy]).toEqual([grey16, false]);
    const flat = await decoded(uid(110), await encode('jpegXl', shape(8), grey8, lossless), description(8));
    expect(flat.frame.cells).toEqual(grey8);
    const rgb = await decoded(uid(112), await encode('jpegXl', shape(8, 3), rgb8, lossless), description(8, colour));
    // its transfer syntax allows loss, and nothing in the stream denies it
    expect([rgb.frame.cells, rgb.lossy]).toEqual([rgb8, true]);
  });

  test('JPEG-LS, by sample, by line and by plane', async () => {
    for (const mode of [2, 1]) {
      const bytes = await encode('jpegLs', shape(8, 3), rgb8, encoder => encoder.setInterleaveMode?.(mode));
      const { frame } = await decoded(uid(80), bytes, description(8, colour));
      expect([frame.cells, frame.planarConfiguration]).toEqual([rgb8, 0]);
    }
    const deep = await decoded(uid(80), await encode('jpegLs', shape(16), grey16), description(16));
    expect([deep.frame.cells, deep.lossy]).toEqual([grey16, false]);
  });

  test('JPEG 2000 of signed values', async () => {
    const signed = Int16Array.from(grey16, cell => (cell << 16) >> 16);
    const samples = new Uint16Array(signed.buffer);
    const bytes = await encode('jpeg2000', shape(16, 1, true), samples, reversible.quality);
    const { frame } = await decoded(uid(90), bytes, description(16, { signed: true }));
    expect([frame.cells, frame.signed]).toEqual([samples, true]);
    // a header that denies the sign is not believed
    const denied = await decoded(uid(90), bytes, description(16));
    expect(denied.frame.signed).toBe(true);
    expect(denied.warnings.map(({ reason }) => reason)).toEqual(['sign-differs']);
  });
});

test('near-lossless and irreversible streams say so, and stay near', async () => {
  const near = await encode('jpegLs', shape(12), smooth, encoder => encoder.setNearLossless?.(3));
  const irreversible = await encode('highThroughput', shape(12), smooth, encoder => encoder.setQuality?.(false, 0.001));
  for (const [number, bytes, most] of [
    [81, near, 3],
    [203, irreversible, 8],
  ] as const) {
    const { frame, lossy } = await decoded(uid(number), bytes, description(12));
    expect(lossy).toBe(true);
    const widest = smooth.reduce((wide, cell, at) => Math.max(wide, Math.abs(cell - (frame.cells[at] ?? 0))), 0);
    expect(widest).toBeLessThanOrEqual(most);
  }
});

describe('what a header promises', () => {
  test('and the stream does not keep is refused with the tag', async () => {
    const bytes = await encode('jpeg2000', shape(16), grey16, reversible.quality);
    expect(await refusal(uid(90), bytes, description(16, { rows: rows + 1 }))).toBe('(0028,0010) size-differs');
    expect(await refusal(uid(90), bytes, description(16, { columns: 1 }))).toBe('(0028,0011) size-differs');
    expect(await refusal(uid(90), bytes, description(16, colour))).toBe('(0028,0002) samples-differ');
    expect(await refusal(uid(90), bytes, description(8))).toBe('(0028,0100) bits-exceed-cell');
    const huge = description(16, { rows: 65535, columns: 65535 });
    expect(await refusal('1.2.840.10008.1.2.5', new Uint8Array(64), huge)).toBe('(0028,0010) frame-too-large');
  });

  test('and values exceed is said', async () => {
    const bytes = await encode('jpeg2000', shape(16), grey16, reversible.quality);
    const { warnings } = await decoded(uid(90), bytes, description(16, { bitsStored: 12, highBit: 11 }));
    expect(warnings).toEqual([{ tag: 0x00280101, reason: 'values-exceed-bits-stored' }]);
  });
});

describe('a broken stream', () => {
  const kinds = [
    ['jpegLs', 80],
    ['jpeg2000', 90],
    ['highThroughput', 201],
    ['jpegXl', 110],
  ] as const;

  test.each(kinds)('of %s is refused, and the next whole one decoded', async (kind, number) => {
    const set =
      kind === 'jpegXl'
        ? (encoder: { setLossless?(on: boolean): void }) => encoder.setLossless?.(true)
        : reversible.quality;
    const bytes = await encode(kind, shape(16), grey16, set);
    for (const broken of [bytes.subarray(0, bytes.length / 2), new Uint8Array(200), new Uint8Array(0)]) {
      expect(await refusal(uid(number), broken, description(16))).toMatch(/^\(7FE0,0010\) (codestream|codec)-/);
    }
    expect((await decoded(uid(number), bytes, description(16))).frame.cells).toEqual(grey16);
  });
});

test.each([
  [uid(100), 'video'],
  [uid(107), 'video'],
  [uid(94), 'referenced-pixel-data'],
  [uid(92), 'multi-component'],
  ['1.2.3', 'unknown'],
])('transfer syntax %s is refused: %s', async (transferSyntaxUid, reason) => {
  expect(await decodeHere({ transferSyntaxUid, bytes: grey8, description: description(8) })).toMatchObject({
    ok: false,
    failure: { code: 'transfer-syntax-unsupported', params: { tag: '(0002,0010)', reason, uid: transferSyntaxUid } },
  });
});
