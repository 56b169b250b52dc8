import { expect, test } from 'vitest';
import { simpleTransformOf, transformSimply } from './simple-transform.ts';

/** One cell by the words of PS3.5 8.1.1 and PS3.3 C.11.1, without any trick. */
function finished(cell: number, bitsStored: number, highBit: number, signed: boolean, intercept: number): number {
  const stored = Math.floor(cell / 2 ** (highBit + 1 - bitsStored)) % 2 ** bitsStored;
  return (signed && stored >= 2 ** (bitsStored - 1) ? stored - 2 ** bitsStored : stored) + intercept;
}

/** Every value of a cell, and one more, so that the count is odd. */
const cells = Uint16Array.from({ length: 65_537 }, (_, at) => (at * 40_503) % 65_536);

const cases = [1, 2, 8, 11, 12, 15, 16].flatMap(bitsStored =>
  [...new Set([bitsStored - 1, 15])].flatMap(highBit =>
    [false, true].flatMap(signed =>
      [0, -1024, 1, -32_768].map(intercept => ({ bitsStored, highBit, signed, intercept })),
    ),
  ),
);

test.each(cases)('$bitsStored bits under bit $highBit, signed $signed, intercept $intercept', ({
  intercept,
  ...of
}) => {
  const { bitsStored, highBit, signed } = of;
  const pixelType = signed || intercept < 0 ? 'int16' : 'uint16';
  const transform = simpleTransformOf(of, { kind: 'linear', slope: 1, intercept }, pixelType);
  if (transform === null) throw new Error('no transform');
  const target = new (pixelType === 'int16' ? Int16Array : Uint16Array)(cells.length);
  transformSimply(transform, new Uint8Array(cells.buffer), new Uint8Array(target.buffer));
  const fits = pixelType === 'int16' ? [-32_768, 32_767] : [0, 65_535];
  let compared = 0;
  for (const [at, cell] of cells.entries()) {
    const expected = finished(cell, bitsStored, highBit, signed, intercept);
    // The number type is chosen from the bounds of the series: a value that does not fit cannot be there.
    if (expected < fits[0]! || expected > fits[1]!) continue;
    compared++;
    if (target[at] !== expected) expect({ at, cell, value: target[at] }).toEqual({ at, cell, value: expected });
  }
  expect(compared).toBeGreaterThan(0);
});
