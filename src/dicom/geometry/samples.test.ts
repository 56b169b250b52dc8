import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dicomJsonOf } from '../json/from-data-set.ts';
import { readPart10 } from '../part10/read.ts';
import { type FileHeader, geometryReport, type ReportedSet } from './geometry-report.ts';

// Real series whose geometry their publishers describe. They are not part of the repository.
const samples = join(process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data'), 'open');

function reported(folder: string): readonly ReportedSet[] {
  const root = join(samples, folder);
  const paths = statSync(root).isFile()
    ? [root]
    : readdirSync(root, { recursive: true, encoding: 'utf8' }).map(name => join(root, name));
  const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });
  const files = paths
    .filter(path => statSync(path).isFile())
    .flatMap((path): readonly FileHeader[] => {
      const outcome = readPart10(readFileSync(path), { inflate });
      return outcome.ok ? [{ file: relative(root, path), header: dicomJsonOf(outcome.value.dataSet) }] : [];
    });
  return geometryReport(files).displaySets;
}

const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

/** Number of frames, verdict or reason, mm between slices, degrees of shear; by folder, in the order of series. */
type Expected = readonly (readonly [frames: number, verdict: string, spacing: number | null, shear: number | null])[];
const known: readonly (readonly [folder: string, what: string, expected: Expected])[] = [
  [
    'dcm_qa_ct/GE',
    'a head with a gantry tilt of 18.5 degrees, and slices 4.22, 1.14 and 7.38 mm apart on the table',
    [[28, 'irregular-spacing', null, 18.5]],
  ],
  [
    'dcm_qa_ct/Philips',
    'a phantom of 140 slices of 1 mm, its localizer and a colour screen',
    [
      [1, 'not-cross-sectional', null, null],
      [140, 'regular', 1, 0],
      [1, 'not-cross-sectional', null, null],
    ],
  ],
  ['dcm_qa_philips', 'a sagittal MR of 170 slices', [[170, 'regular', 1, 0]]],
  [
    'dcm_qa_table/GE',
    'three planes in one series',
    [
      [7, 'regular', 15, 0],
      [7, 'regular', 15, 0],
      [7, 'regular', 15, 0],
    ],
  ],
  [
    'dcm_qa_xa30',
    'enhanced MR of 96 and 12 frames',
    [
      [96, 'regular', 2, 0],
      [12, 'regular', 7.5, 0],
    ],
  ],
  [
    'dcm_qa_enh/Philips',
    'an enhanced MR of 32 magnitude and 32 field map frames',
    [
      [32, 'regular', 4, 0],
      [32, 'regular', 4, 0],
    ],
  ],
  // 5 mm on the table
  ['dicom2nifti/failing/gantrytilting', 'a CT of a tilted gantry', [[4, 'shear-corrected', 5 * cosine(14), 14]]],
  ['dicom2nifti/failing/sliceincrement', 'a CT without its fourth slice', [[4, 'missing-slices', 5, 0]]],
  [
    'dicom2nifti/philips_enhanced/fmri',
    'four times eight slices in one object',
    Array.from({ length: 4 }, () => [8, 'regular', 3.3125, 0] as const),
  ],
  [
    'nema-multiframe/IMAGES/BRMULTI',
    'T2, T1 and contrast at overlapping places, and another plane',
    Array.from({ length: 4 }, () => [3, 'regular', 7.5, 0] as const),
  ],
  ['ibsi/ibsi_2_digital_phantom/dicom/sphere', 'a digital phantom', [[64, 'regular', 2, 0]]],
];

const present = known.filter(([folder]) => existsSync(join(samples, folder)));
const absent = known.filter(([folder]) => !existsSync(join(samples, folder)));

it.skipIf(absent.length > 0)(`all ${known.length} real series are here (${absent.length} are not)`, () => {
  expect(absent).toEqual([]);
});

describe.skipIf(present.length === 0)('real series', () => {
  it.each(present)('%s: %s', (folder, _, expected) => {
    const found = reported(folder).map(set => [
      set.files.length,
      set.reason ?? set.verdict,
      set.spacing,
      set.shearAngle,
    ]);
    const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 2));
    expect(found).toEqual(
      expected.map(([frames, verdict, spacing, shear]) => [frames, verdict, close(spacing), close(shear)]),
    );
  });
});
