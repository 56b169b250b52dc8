import { dot, type Vector3 } from '../../src/dicom/geometry/vector.ts';
import type { Attributes } from '../../src/dicom/synthetic/attributes.ts';
import type { SyntheticPatient, SyntheticStudy } from '../../src/dicom/synthetic/builder.ts';
import { type SampledSlice, sampledCtSeries, turnedAboutRows } from '../../src/dicom/synthetic/sampled-ct.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { dicomNow, type Examination } from './small-study.ts';

/** Centres of four soft bright balls in a plane between left and right, mm in the patient. */
export const balls: readonly Vector3[] = [
  [0, -30, 20],
  [0, 30, 20],
  [0, -30, -20],
  [0, 30, -20],
];
/** mm; the smaller half of it is what a display may be off. */
export const voxel = 2;
export const table = 3;

/** Water in air, with the balls in it: each as wide as it takes for its centre to be found between voxels. */
function phantom([x, y, z]: Vector3): number {
  if (Math.hypot(x, y) > 55) return -1000;
  return balls.reduce((value, [bx, by, bz]) => {
    const squared = (x - bx) ** 2 + (y - by) ** 2 + (z - bz) ** 2;
    return value + 1500 * Math.exp(-squared / (2 * 4 ** 2));
  }, 0);
}

const columns = 65;

/** Slices of one orientation, their centres on the table's axis at these places. */
function slices(
  degrees: number,
  places: readonly number[],
  more: (index: number) => Partial<SampledSlice> = () => ({}),
) {
  const orientation = turnedAboutRows(degrees);
  return places.map((z, index): SampledSlice => {
    const slice = { orientation, rows: columns, columns, pixelSpacing: [voxel, voxel] as const, ...more(index) };
    const half = [(slice.columns - 1) / 2, (slice.rows - 1) / 2] as const;
    const down = half[1] * slice.pixelSpacing[0];
    const { column } = slice.orientation;
    return { position: [-half[0] * slice.pixelSpacing[1], -down * column[1], z - down * column[2]], ...slice };
  });
}

const places = (count: number, step = table) =>
  Array.from({ length: count }, (_, index) => (index - (count - 1) / 2) * step);
const localizer: Attributes = { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] };

/** Along the normal of slices that are tilted with their gantry: an oblique acquisition, not a sheared one. */
function oblique(degrees: number, count: number): readonly SampledSlice[] {
  const { normal } = turnedAboutRows(degrees);
  return slices(degrees, places(count)).map((slice, index) => {
    const along = places(count)[index]!;
    const aside = along * (1 - normal[2]);
    const [x, y, z] = slice.position;
    return { ...slice, position: [x, y + along * normal[1], z - aside] };
  });
}

/** Series of the same object, by number: each acquired in another way. */
export const geometries: readonly {
  readonly number: number;
  readonly name: string;
  readonly slices: readonly SampledSlice[];
}[] = [
  { number: 1, name: 'Tilted forward', slices: slices(15, places(33)) },
  { number: 2, name: 'Tilted backward', slices: slices(-15, places(33)) },
  {
    number: 3,
    name: 'One missing',
    slices: slices(
      0,
      places(25).filter((_, index) => index !== 10),
    ),
  },
  { number: 4, name: 'Duplicate', slices: slices(0, [...places(9), places(9)[4]!]) },
  {
    number: 5,
    name: 'Mixed matrix',
    slices: slices(0, places(10), index => (index < 6 ? {} : { rows: 33, columns: 33, pixelSpacing: [4, 4] })),
  },
  { number: 6, name: 'Two spacings', slices: slices(0, [...places(6), ...[5, 10, 15].map(more => 7.5 + more)]) },
  {
    number: 7,
    name: 'Localizer inside',
    slices: [
      ...slices(90, [0], () => ({ attributes: localizer })),
      ...slices(0, places(8)),
      ...slices(90, [5], () => ({ attributes: localizer })),
    ],
  },
  { number: 8, name: 'Oblique', slices: oblique(25, 33) },
  { number: 9, name: 'Whole', slices: slices(0, places(21)) },
];

export const geometrySeed = 'geometry';
export const geometryStudyUid = syntheticUid(geometrySeed, 'study');
export const seriesUid = (number: number) => syntheticUid(geometrySeed, 'series', number);
export const instanceUid = (series: number, instance: number) =>
  syntheticUid(geometrySeed, 'instance', series, instance);

/** All of them as one study. */
export function geometryStudy(examination: Examination): readonly Uint8Array[] {
  const patient: SyntheticPatient = examination.patient;
  const study: SyntheticStudy = {
    studyUid: geometryStudyUid,
    studyId: '1',
    accession: examination.accession,
    description: examination.description,
    ...dicomNow(),
  };
  return geometries.flatMap(({ number, name, slices: acquired }) =>
    sampledCtSeries({
      seed: geometrySeed,
      patient,
      study,
      number,
      description: name,
      slices: acquired,
      value: phantom,
    }),
  );
}

/** How far apart two places are, mm. */
export function distance(a: readonly number[], b: readonly number[]): number {
  const from: Vector3 = [a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!];
  return Math.sqrt(dot(from, from));
}
