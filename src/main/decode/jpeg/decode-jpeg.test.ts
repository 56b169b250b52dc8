import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Part10File } from '../../../dicom/dataset/data-set.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { decodeFrame } from '../decode-frame.ts';
import { decodeJpeg } from './decode-jpeg.ts';

// DCMTK's encoder and decoder (IJG) on one side, ours on the other.
const hasDcmtk = spawnSync('dcmcjpeg', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'decode-jpeg-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [rows, columns] = [61, 83];
/** Slopes, an edge and a little noise, over all 12 bits. */
const value = (column: number, row: number) =>
  Math.min(4095, 30 * column + 17 * row + (column > 40 ? 900 : 0) + ((column * 7919 + row * 104729) % 13));
const native = Uint16Array.from({ length: rows * columns }, (_, at) => value(at % columns, Math.floor(at / columns)));

function read(path: string): Part10File {
  const outcome = readPart10(new Uint8Array(readFileSync(path)));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}
async function cells(path: string) {
  const outcome = await decodeFrame(read(path), 1);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return { ...outcome.value, cells: outcome.value.frame.cells };
}
/** A compressed file, and the same decompressed by DCMTK. */
function compressed(...options: readonly string[]) {
  const [plain, ours, theirs] = ['plain', 'compressed', 'decompressed'].map(name => join(folder, name));
  const [bytes] = syntheticCtSeries({ seed: 'j', rows, columns, slices: 1, value });
  writeFileSync(plain!, bytes!);
  for (const [program, ...args] of [
    ['dcmcjpeg', ...options, plain!, ours!],
    ['dcmdjpeg', ours!, theirs!],
  ] as const) {
    const { status, stderr } = spawnSync(program, args);
    if (status !== 0) throw new Error(String(stderr));
  }
  return { ours: ours!, theirs: theirs! };
}
function stream(path: string): Uint8Array {
  const [, ...fragments] = read(path).dataSet.elements.get(0x7fe00010)?.fragments ?? [];
  return Buffer.concat(fragments);
}

describe.skipIf(!hasDcmtk)('streams of DCMTK', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('lossless with predictor %i', async predictor => {
    const { ours } = compressed('+el', '+sv', String(predictor));
    const decoded = await cells(ours);
    expect(decoded.cells).toEqual(native);
    expect(decoded.lossy).toBe(false);
  });

  test('lossless with point transform', async () => {
    const { ours, theirs } = compressed('+el', '+pt', '2');
    expect((await cells(ours)).cells).toEqual((await cells(theirs)).cells);
  });

  test.each(['+ee', '+es', '+ep'])('12-bit DCT, dcmcjpeg %s', async process => {
    const { ours, theirs } = compressed(process, '+bt', '+q', '95');
    const [decoded, reference] = [await cells(ours), await cells(theirs)];
    expect(decoded.lossy).toBe(true);
    const widest = Math.max(...Array.from(reference.cells, (cell, at) => Math.abs(cell - decoded.cells[at]!)));
    // the IJG transform works in whole numbers
    expect(widest).toBeLessThanOrEqual(1);
  });

  test.each(['+el', '+ee', '+ep'])('that are cut off are refused, dcmcjpeg %s', process => {
    const bytes = stream(compressed(process).ours);
    const end = bytes.lastIndexOf(0xd9);
    for (const length of [end - 1, end - 40, Math.floor(end / 2), 100, 2]) {
      expect(() => decodeJpeg(bytes.subarray(0, length)), String(length)).toThrow(/^codestream-/);
    }
  });

  test('that are damaged are refused or decoded, and never hang', () => {
    const bytes = stream(compressed('+ep').ours);
    for (let at = 2; at < bytes.length; at += 3) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      try {
        decodeJpeg(damaged);
      } catch (error) {
        expect(String(error)).toMatch(/Error: codestream-/);
      }
    }
  });
});

describe('a lossless stream with restart markers', () => {
  // 2 × 2 samples of 8 bits, predictor 1, a marker after each line. Codes: category 0 is `0`, category 1 is `10`.
  const head = [
    ...[0xff, 0xd8, 0xff, 0xc3, 0, 11, 8, 0, 2, 0, 2, 1, 1, 0x11, 0, 0xff, 0xdd, 0, 4, 0, 2],
    ...[0xff, 0xc4, 0, 21, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0],
  ];

  test('starts each interval from the middle of the range', () => {
    // +1 and 0: 10 1 0; after the marker -1 and 0: 10 0 0; filled up with ones
    const { samples } = decodeJpeg(Uint8Array.from([...head, 0xaf, 0xff, 0xd0, 0x8f, 0xff, 0xd9]));
    expect([...samples]).toEqual([129, 129, 127, 127]);
  });

  test('is refused without its marker', () => {
    expect(() => decodeJpeg(Uint8Array.from([...head, 0xaf, 0x8f, 0xff, 0xd9]))).toThrow('codestream-invalid');
  });
});
