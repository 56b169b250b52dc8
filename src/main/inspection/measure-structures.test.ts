import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegionValues } from '../../dicom/measure/statistics.ts';
import type { Attributes } from '../../dicom/synthetic/attributes.ts';
import { buildInstance, syntheticCtSeries } from '../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../dicom/synthetic/uid.ts';
import { decodeHere } from '../decode/index.ts';
import { measureStructures } from './measure-structures.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'structures-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Slices of 1 mm pixels, 2 mm apart from z = 0; the value is stored value minus 1024: 10 · slice + column. */
function series(name: string, more: (slice: number) => Attributes = () => ({})): string {
  const images = join(folder, name);
  mkdirSync(images);
  const files = syntheticCtSeries({
    seed: 'rt',
    slices: 6,
    value: (column, _row, slice) => 1024 + 10 * slice + column,
    override: more,
  });
  for (const [index, bytes] of files.entries()) writeFileSync(join(images, `${index}.dcm`), bytes);
  return images;
}
function structureSet(name: string, roi: Attributes, contours: readonly Attributes[]): string {
  const path = join(folder, name);
  const bytes = buildInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
    SOPInstanceUID: '2.25.5',
    Modality: 'RTSTRUCT',
    StructureSetROISequence: [
      { ROINumber: 1, ROIName: 'GTV', ReferencedFrameOfReferenceUID: syntheticUid('rt', 'frame-of-reference'), ...roi },
    ],
    ROIContourSequence: [{ ReferencedROINumber: 1, ContourSequence: contours }],
  });
  writeFileSync(path, bytes);
  return path;
}
/** Columns 3 to 7 and rows 4 to 9: a square around their pixels. */
const square = (z: number): Attributes => ({
  ContourGeometricType: 'CLOSED_PLANAR',
  ContourData: [2.5, 3.5, z, 7.5, 3.5, z, 7.5, 9.5, z, 2.5, 9.5, z],
});
async function measured(structures: string, images: string) {
  const outcome = await measureStructures(structures, images, decodeHere);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

describe('regions of a structure set', () => {
  it('are measured in the volume of their frame of reference', async () => {
    const images = series('images');
    const [region, ...others] = await measured(structureSet('rs.dcm', {}, [square(4), square(6)]), images);
    expect(others).toEqual([]);
    expect(region).toMatchObject({ number: 1, name: 'GTV', otherContours: 0 });
    expect(region?.sets).toMatchObject([
      {
        modality: 'CT',
        unit: "[hnsf'U]",
        // 5 × 6 pixels in 2 slices of 2 mm
        voxelCount: 60,
        voxelVolume: 120,
        contourVolume: expect.closeTo(120, 9),
        // slices 2 and 3, columns 3 to 7: means 25 and 35
        statistics: { mean: expect.closeTo(30, 9), minimum: 23, maximum: 37, pixelCount: 60 },
      },
    ]);
  });

  it('that lie elsewhere are refused with the reason', async () => {
    const images = series('elsewhere');
    const other = structureSet('other.dcm', { ReferencedFrameOfReferenceUID: '2.25.77' }, [square(4)]);
    expect((await measured(other, images))[0]?.sets).toMatchObject([{ refusal: 'frame-of-reference-differs' }]);
    const above = structureSet('above.dcm', {}, [square(14)]);
    expect((await measured(above, images))[0]?.sets).toMatchObject([{ refusal: 'outside' }]);
  });

  it('are not measured where the gate lets no volume be made', async () => {
    const images = series('gap', slice => (slice > 3 ? { ImagePositionPatient: [0, 0, 2 * slice + 4] } : {}));
    expect((await measured(structureSet('gap.dcm', {}, [square(4)]), images))[0]?.sets).toEqual([]);
  });

  it('and a file that holds none is named', async () => {
    const images = series('none');
    expect(await measureStructures(join(images, '0.dcm'), images, decodeHere)).toMatchObject({
      ok: false,
      failure: { params: { tag: '(3006,0020)', reason: 'no-regions', what: 'structure-set' } },
    });
  });
});

// Real structure sets with voxel masks that others made of them (IBSI), where they are at hand.
const samples = process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data');
const open = join(samples, 'open', 'ibsi');
const reference = join(samples, 'reference', 'ibsi-nifti');
interface Expected {
  readonly mask_voxels: number;
  readonly volume_mm3: number;
  readonly mean?: number;
  readonly min?: number;
  readonly max?: number;
  readonly median?: number;
  readonly variance?: number;
}
const expected = (name: string): Expected =>
  JSON.parse(readFileSync(join(reference, 'roi_values.json'), 'utf8'))[`ibsi-nifti/${name}`];
const sts = (modality: string) => join(open, 'ibsi_validation', 'dicom', 'STS_002', modality);
const phantom = join(open, 'ibsi_1_ct_radiomics_phantom', 'dicom');

describe.skipIf(!existsSync(sts('CT')) || !existsSync(reference))('regions of interest of IBSI', () => {
  it.each([
    ['CT', 'STS_002/CT_mask.nii.gz', join(sts('CT'), 'image'), join(sts('CT'), 'mask', 'RS.dcm')],
    ['MR', 'STS_002/MR_T1_mask.nii.gz', join(sts('MR_T1'), 'image'), join(sts('MR_T1'), 'mask', 'RS.dcm')],
    ['PET', 'STS_002/PET_mask.nii.gz', join(sts('PET'), 'image'), join(sts('PET'), 'mask', 'RS.dcm')],
    ['CT phantom', 'ibsi_1_ct/mask.nii.gz', join(phantom, 'image'), join(phantom, 'mask', 'DCM_RS_00060.dcm')],
  ])('%s has the voxels of its mask, and contours of their volume to 3 percent', async (_, name, images, structures) => {
    const { mask_voxels, volume_mm3, mean, min, max, median, variance } = expected(name);
    const [set] = (await measured(structures, images))[0]?.sets ?? [];
    if (set === undefined || 'refusal' in set) throw new Error(set?.refusal);
    expect(set.voxelCount).toBe(mask_voxels);
    expect(set.voxelVolume).toBeCloseTo(volume_mm3, 1);
    expect(Math.abs(set.contourVolume - volume_mm3) / volume_mm3).toBeLessThan(0.03);
    const { statistics } = set;
    if (mean === undefined || variance === undefined) return;
    expect(statistics.mean).toBeCloseTo(mean, 3);
    expect(statistics.minimum).toBeCloseTo(min ?? Number.NaN, 3);
    expect(statistics.maximum).toBeCloseTo(max ?? Number.NaN, 3);
    expect(statistics.median).toBeCloseTo(median ?? Number.NaN, 3);
    expect(Math.abs(statistics.standardDeviation ** 2 - variance) / variance).toBeLessThan(1e-4);
  });

  it('the digital phantom: the published mean and variance', () => {
    const [mask, image] = ['mask', 'phantom'].map(name => nifti(join(reference, 'ibsi_1', `${name}.nii.gz`)));
    const values = new RegionValues();
    for (const [at, inside] of mask!.entries()) if (inside > 0) values.add(image![at]!);
    const outcome = values.outcome(1);
    if (!outcome.ok) throw new Error(outcome.refusal);
    const { pixelCount, mean, standardDeviation } = outcome.statistics;
    expect([pixelCount, mean, standardDeviation ** 2]).toEqual([
      74,
      expect.closeTo(2.149, 3),
      expect.closeTo(3.045, 3),
    ]);
  });
});

/** The values of a NIfTI-1 file of whole numbers or single precision. */
function nifti(path: string): readonly number[] {
  const bytes = gunzipSync(readFileSync(path));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [dimensions, type, start] = [view.getInt16(40, true), view.getInt16(70, true), view.getFloat32(108, true)];
  const count = Array.from({ length: dimensions }, (_, at) => view.getInt16(42 + 2 * at, true)).reduce((a, b) => a * b);
  const readers: Record<number, readonly [number, (at: number) => number]> = {
    2: [1, at => view.getUint8(at)],
    4: [2, at => view.getInt16(at, true)],
    8: [4, at => view.getInt32(at, true)],
    16: [4, at => view.getFloat32(at, true)],
    64: [8, at => view.getFloat64(at, true)],
    512: [2, at => view.getUint16(at, true)],
  };
  const [size, read] = readers[type]!;
  return Array.from({ length: count }, (_, at) => read(start + size * at));
}
