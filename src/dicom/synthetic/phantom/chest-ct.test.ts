import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChestAcquisition, type ChestTruth, chestCt, currentChest, phantomTruth, priorChest } from './chest-ct.ts';

/** A slice as DCMTK reads it: geometry from its dump, values from the raw pixel data it extracts. */
interface Slice {
  readonly position: readonly number[];
  readonly spacing: number;
  readonly hounsfield: (column: number, row: number) => number;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const examination = (studyUid: string) => ({
  patient: { patientId: 'P1', name: 'Essai^Zoé', birthDate: '19570412', sex: 'F' as const },
  study: { studyUid, studyId: '1', accession: 'A1', description: 'CT', date: '20260401', time: '101500' },
  anatomySeed: 'test',
});

function readSlice(bytes: Uint8Array, name: string): Slice {
  const file = join(folder, `${name}.dcm`);
  writeFileSync(file, bytes);
  const dump = execFileSync('dcmdump', ['+L', '--write-pixel', folder, file], { encoding: 'utf8' });
  const value = (tag: string) => (new RegExp(`\\(${tag}\\) .. \\[?([^\\]#]*)`).exec(dump)?.[1] ?? '').trim();
  const numbers = (tag: string) => value(tag).split('\\').map(Number);
  expect(value('0028,0103')).toBe('0');
  const raw = readFileSync(join(folder, `${name}.dcm.0.raw`));
  const columns = numbers('0028,0011')[0]!;
  const [slope, intercept] = [numbers('0028,1053')[0]!, numbers('0028,1052')[0]!];
  return {
    position: numbers('0020,0032'),
    spacing: numbers('0028,0030')[0]!,
    hounsfield: (column, row) => raw.readUInt16LE((row * columns + column) * 2) * slope + intercept,
  };
}

/** The slices of an acquisition that come within `reach` of a height of the examination. */
function slicesNear(acquisition: ChestAcquisition, name: string, height: number, reach: number): readonly Slice[] {
  const slices: Slice[] = [];
  const first = acquisition.top + acquisition.origin[2];
  const near = (index: number) => Math.abs(first - index * acquisition.sliceSpacing - height) < reach;
  // Only the slabs that are measured are painted: the acquisition is moved there.
  const indices = Array.from({ length: acquisition.slices }, (_, index) => index).filter(near);
  const slab = {
    ...acquisition,
    top: acquisition.top - indices[0]! * acquisition.sliceSpacing,
    slices: indices.length,
  };
  for (const bytes of chestCt(examination(`2.25.${name.length}`), slab, name).instances()) {
    slices.push(readSlice(bytes, `${name}-${slices.length}`));
  }
  return slices;
}

/** Visits every voxel whose centre lies within `radius` of a point. */
function within(
  slices: readonly Slice[],
  center: readonly number[],
  radius: number,
  visit: (value: number) => void,
): void {
  for (const { position, spacing, hounsfield } of slices) {
    const dz = position[2]! - center[2]!;
    for (let row = 0; row < 512; row++) {
      const dy = position[1]! + row * spacing - center[1]!;
      if (Math.abs(dy) > radius) continue;
      for (let column = 0; column < 512; column++) {
        const dx = position[0]! + column * spacing - center[0]!;
        if (dx * dx + dy * dy + dz * dz <= radius * radius) visit(hounsfield(column, row));
      }
    }
  }
}

function mean(slices: readonly Slice[], center: readonly number[], radius: number): number {
  let sum = 0;
  let count = 0;
  within(slices, center, radius, value => {
    sum += value;
    count++;
  });
  expect(count).toBeGreaterThan(40);
  return sum / count;
}

/** Diameter of the sphere that has the volume above (or below) a threshold. */
function diameter(
  slices: readonly Slice[],
  center: readonly number[],
  reach: number,
  counts: (value: number) => boolean,
) {
  let count = 0;
  within(slices, center, reach, value => {
    if (counts(value)) count++;
  });
  const volume = count * slices[0]!.spacing ** 2 * Math.abs(slices[1]!.position[2]! - slices[0]!.position[2]!);
  return Math.cbrt((6 * volume) / Math.PI);
}

const scans: [string, ChestAcquisition, ChestTruth, number][] = [
  ['current', currentChest, phantomTruth.current, 12],
  ['prior', priorChest, phantomTruth.prior, 8],
];

describe.each(scans)('the %s chest CT', (name, acquisition, truth, noduleDiameter) => {
  it('has a nodule of its diameter and 40 HU in the right upper lobe', () => {
    const { center, diameter: stated } = truth.spheres.find(sphere => sphere.name === 'nodule')!;
    expect(stated).toBe(noduleDiameter);
    const slices = slicesNear(acquisition, `${name}-nodule`, center[2], 12);
    // Half way between aerated lung and the nodule.
    expect(diameter(slices, center, stated / 2 + 2.5, value => value > -410)).toBeCloseTo(stated, 0);
    expect(Math.abs(mean(slices, center, stated / 2 - 1.2) - 40)).toBeLessThan(4);
    // Aerated lung around it.
    let lung = 0;
    within(slices, center, stated / 2 + 4, value => {
      if (value < -700) lung++;
    });
    expect(lung).toBeGreaterThan(200);
  });

  it('has a cyst of 30 mm and 5 HU in the liver', () => {
    const { center } = truth.spheres.find(sphere => sphere.name === 'cyst')!;
    const slices = slicesNear(acquisition, `${name}-cyst`, center[2], 20);
    expect(Math.abs(diameter(slices, center, 17.5, value => value < 56) - 30)).toBeLessThan(0.4);
    expect(Math.abs(mean(slices, center, 13) - 5)).toBeLessThan(2);
  });

  it('has 150 HU in the aorta and noise in it', () => {
    const slices = slicesNear(acquisition, `${name}-aorta`, truth.aorta.center[2], 9);
    expect(Math.abs(mean(slices, truth.aorta.center, truth.aorta.radius) - 150)).toBeLessThan(2);
    const values: number[] = [];
    within(slices, truth.aorta.center, truth.aorta.radius, value => values.push(value));
    const average = values.reduce((a, b) => a + b) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
    expect(deviation).toBeGreaterThan(6);
    expect(deviation).toBeLessThan(16);
  });
});

describe('the pair of chest CTs', () => {
  it('shows each sphere in the prior where the shift says', () => {
    for (const sphere of phantomTruth.current.spheres) {
      const earlier = phantomTruth.prior.spheres.find(({ name }) => name === sphere.name)!;
      const shift = [0, 1, 2].map(axis => earlier.center[axis]! - sphere.center[axis]!);
      [6.3, -4.8, 13.7].forEach((expected, axis) => {
        expect(shift[axis]).toBeCloseTo(expected, 9);
      });
    }
  });

  it('has enough slices', () => {
    expect(currentChest.slices).toBe(140);
    expect(priorChest.slices).toBeGreaterThanOrEqual(130);
  });
});

describe('a chest series', () => {
  const few = { ...currentChest, slices: 2, top: 40 };
  it('has the same bytes each time', () => {
    const once = [...chestCt(examination('2.25.77'), few, 'a').instances()].map(bytes => Buffer.from(bytes));
    const again = [...chestCt(examination('2.25.77'), few, 'a').instances()].map(bytes => Buffer.from(bytes));
    expect(once.every((bytes, index) => bytes.equals(again[index]!))).toBe(true);
    expect(once[0]!.equals(once[1]!)).toBe(false);
  });

  it('goes from the head to the feet in equal steps, as DCMTK reads it', () => {
    const slices = [...chestCt(examination('2.25.78'), few, 'a').instances()].map((bytes, i) =>
      readSlice(bytes, `o${i}`),
    );
    expect(slices[0]!.spacing).toBe(0.75);
    expect(slices[1]!.position[2]! - slices[0]!.position[2]!).toBeCloseTo(-2.5, 6);
    expect(slices[1]!.position.slice(0, 2)).toEqual(slices[0]!.position.slice(0, 2));
  });
});
