import { describe, expect, it } from 'vitest';
import type { DataElement, DataSet } from '../dataset/data-set.ts';
import { encapsulatedFrame } from './encapsulated-frame.ts';
import type { PixelDescription } from './pixel-description.ts';

const description = (numberOfFrames: number): PixelDescription => ({
  rows: 1,
  columns: 1,
  numberOfFrames,
  samplesPerPixel: 1,
  photometricInterpretation: 'MONOCHROME2',
  planarConfiguration: 0,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  cells: 'integer',
});
const soi = [0xff, 0xd8, 0xff];
const u32 = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const u64 = (...values: number[]) => new Uint8Array(BigUint64Array.from(values, BigInt).buffer);

function dataSet(basicTable: Uint8Array, fragments: readonly number[][], extendedTable?: Uint8Array): DataSet {
  const elements = new Map<number, DataElement>();
  const pixelData = {
    tag: 0x7fe00010,
    vr: 'OB',
    bytes: new Uint8Array(),
    fragments: [basicTable, ...fragments.map(bytes => Uint8Array.from(bytes))],
  };
  elements.set(0x7fe00010, pixelData);
  if (extendedTable) elements.set(0x7fe00001, { tag: 0x7fe00001, vr: 'OV', bytes: extendedTable });
  return { elements, littleEndian: true, characterSets: [] };
}
function frames(set: DataSet, count: number) {
  return Array.from({ length: count }, (_, at) => {
    const outcome = encapsulatedFrame(set, description(count), at + 1);
    if (!outcome.ok) return outcome.failure.params.reason;
    return [outcome.value.offsetTableWrong, ...outcome.value.bytes];
  });
}

describe('fragments of a frame (PS3.5 A.4)', () => {
  it('are all of them for a single frame, whatever the table says', () => {
    expect(frames(dataSet(u32(0), [[1], [2, 3]]), 1)).toEqual([[false, 1, 2, 3]]);
    expect(frames(dataSet(new Uint8Array(), [[1], [2, 3]]), 1)).toEqual([[false, 1, 2, 3]]);
    expect(frames(dataSet(u32(0, 9), [[1], [2, 3]]), 1)).toEqual([[true, 1, 2, 3]]);
  });

  it('are found by the basic offset table', () => {
    // the second frame starts behind two items: 8 + 1 and 8 + 2 bytes
    const set = dataSet(u32(0, 19), [[1], [2, 3], [4]]);
    expect(frames(set, 2)).toEqual([
      [false, 1, 2, 3],
      [false, 4],
    ]);
  });

  it('are found by the extended offset table', () => {
    const set = dataSet(new Uint8Array(), [[1], [2, 3], [4]], u64(0, 19));
    expect(frames(set, 2)).toEqual([
      [false, 1, 2, 3],
      [false, 4],
    ]);
  });

  it('are one for each frame without a table', () => {
    expect(frames(dataSet(new Uint8Array(), [[1], [2, 3]]), 2)).toEqual([
      [false, 1],
      [false, 2, 3],
    ]);
  });

  it.each([
    ['that points into a fragment', u32(0, 11)],
    ['that is too short', u32(0)],
    ['that does not start at 0', u32(4, 19)],
  ])('are found by where streams start when there is a table %s', (_, table) => {
    const set = dataSet(table, [[...soi, 1], [2], [...soi, 3]]);
    expect(frames(set, 2)).toEqual([
      [true, ...soi, 1, 2],
      [true, ...soi, 3],
    ]);
  });

  it('are refused when nothing tells where a frame starts', () => {
    expect(frames(dataSet(new Uint8Array(), [[1], [2], [3]]), 2)).toEqual(['frames-not-found', 'frames-not-found']);
  });
});
