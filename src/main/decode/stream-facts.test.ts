import { describe, expect, it } from 'vitest';
import { dicomJsonOf } from '../../dicom/json/from-data-set.ts';
import { readPart10 } from '../../dicom/part10/read.ts';
import { isLossy, withStreamFacts } from '../../dicom/pixel/stream-facts.ts';
import { buildInstance, pixelModule } from '../../dicom/synthetic/builder.ts';
import { decodeFrame } from './decode-frame.ts';
import { encode, type FrameShape } from './encoders.test-data.ts';
import { streamFactsOf, streamFactsOfDecoded } from './stream-facts.ts';

const [columns, rows] = [16, 16];
const samples = Uint16Array.from({ length: rows * columns }, (_, at) => 16 * at);
const shape: FrameShape = { width: columns, height: rows, bitsPerSample: 12, componentCount: 1, isSigned: false };
/** Start of image, baseline frame header of 16 × 16 of one component, start of scan, end: a header is all that is read. */
const jpeg = (marker: number, scan: readonly number[] = [0, 63, 0]) =>
  Uint8Array.from([
    ...[0xff, 0xd8, 0xff, marker, 0, 11, 12, 0, rows, 0, columns, 1, 1, 0x11, 0],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, ...scan, 0xff, 0xd9],
  ]);

function fileOf(syntax: number, stream: Uint8Array) {
  const fragment = stream.length % 2 === 0 ? stream : Uint8Array.from([...stream, 0]);
  const pixels = { kind: 'monochrome', photometric: 'MONOCHROME2', rows, columns, bitsStored: 12 } as const;
  const bytes = buildInstance(
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
      SOPInstanceUID: '2.25.1',
      ...pixelModule({ ...pixels, data: samples }),
      PixelData: { fragments: [fragment] },
    },
    `1.2.840.10008.1.2.4.${syntax}`,
  );
  const file = readPart10(bytes);
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  return { file: file.value, header: dicomJsonOf(file.value.dataSet) };
}

describe('what a stream says of itself', () => {
  it.each<[string, number, () => Uint8Array | Promise<Uint8Array>, boolean]>([
    ['JPEG baseline', 50, () => jpeg(0xc0), true],
    ['JPEG extended', 51, () => jpeg(0xc1), true],
    ['JPEG lossless', 70, () => jpeg(0xc3, [1, 0, 0]), false],
    ['JPEG-LS', 80, () => jpeg(0xf7, [0, 0, 0]), false],
    ['near-lossless JPEG-LS', 81, () => jpeg(0xf7, [3, 0, 0]), true],
    ['near-lossless JPEG-LS without any difference', 81, () => jpeg(0xf7, [0, 0, 0]), false],
    ['JPEG 2000', 90, () => encode('jpeg2000', shape, samples, coder => coder.setQuality?.(true, 0)), false],
    [
      'JPEG 2000, reversible where loss is allowed',
      91,
      () => encode('jpeg2000', shape, samples, coder => coder.setQuality?.(true, 0)),
      false,
    ],
    [
      'HTJ2K, irreversible',
      203,
      () => encode('highThroughput', shape, samples, coder => coder.setQuality?.(false, 0.01)),
      true,
    ],
    ['JPEG XL of a JPEG', 111, () => Uint8Array.of(0xff, 0x0a), true],
  ])('%s', async (_, syntax, stream, lossy) => {
    const { file, header } = fileOf(syntax, await stream());
    expect(streamFactsOf(file, header)).toEqual({ signed: false, lossy });
    expect(isLossy(header)).toBe(false);
  });

  it('its sign is put right in the header, and is that of the decoded frame', async () => {
    const stream = await encode('jpeg2000', { ...shape, isSigned: true }, samples, coder =>
      coder.setQuality?.(true, 0),
    );
    const { file, header } = fileOf(90, stream);
    const facts = streamFactsOf(file, header);
    expect(facts).toEqual({ signed: true, lossy: false });
    const decoded = await decodeFrame(file, 1);
    expect(decoded.ok && streamFactsOfDecoded(decoded.value)).toEqual(facts);
    expect(facts && withStreamFacts(header, facts)['00280103']).toEqual({ vr: 'US', Value: [1] });
    expect(header['00280103']?.Value).toEqual([0]);
  });

  it('is nothing where there is none, or it is broken', () => {
    for (const [syntax, stream] of [
      [50, Uint8Array.of(1, 2)],
      [81, Uint8Array.of(0xff, 0xd8)],
      [90, new Uint8Array(20)],
      [100, Uint8Array.of(0, 0, 1, 0xb3)],
    ] as const) {
      const { file, header } = fileOf(syntax, stream);
      expect(streamFactsOf(file, header)).toBeNull();
    }
  });

  it('loss that the header tells of stays said', () => {
    const lossy = { '00282110': { vr: 'CS', Value: ['01'] } };
    expect(isLossy(withStreamFacts(lossy, { signed: false, lossy: false }))).toBe(true);
    expect(isLossy(withStreamFacts({}, { signed: false, lossy: true }))).toBe(true);
  });
});
