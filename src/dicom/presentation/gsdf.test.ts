import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gsdfCurve, jndOfLuminance, luminanceOfJnd } from './gsdf.ts';

describe('the Grayscale Standard Display Function', () => {
  it.each([
    // ends of PS3.14 table B-1
    [1, 0.05],
    [2, 0.0547],
    [1023, 3993.404],
    // as dcmdspfn prints them
    [71.4981, 1],
    [653.115, 350],
  ])('has at JND %d the luminance %d cd/m²', (jnd, luminance) => {
    expect(Math.abs(luminanceOfJnd(jnd) / luminance - 1)).toBeLessThan(1e-3);
    expect(Math.abs(jndOfLuminance(luminance) - jnd)).toBeLessThan(0.1);
  });
});

const samples = join(process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data'), 'reference', 'gsdf');
const names = existsSync(samples) ? readdirSync(samples).filter(name => /^gsdf_[\d.]+_[\d.]+\.txt$/.test(name)) : [];
describe.skipIf(names.length === 0)('curves of DCMTK', () => {
  it.each(names)('%s', name => {
    const [, darkest, brightest] = /^gsdf_([\d.]+)_([\d.]+)\.txt$/.exec(name) ?? [];
    const rows = [...readFileSync(join(samples, name), 'utf8').matchAll(/^(\d+)\t([\d.]+)/gm)];
    expect(rows).toHaveLength(256);
    const curve = gsdfCurve(Number(darkest), Number(brightest), 256);
    const worst = Math.max(...rows.map(([, level, theirs]) => Math.abs(curve[Number(level)]! / Number(theirs) - 1)));
    expect(worst).toBeLessThan(5e-4);
  });
});
