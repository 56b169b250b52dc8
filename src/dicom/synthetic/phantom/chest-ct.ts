import type { Attributes } from '../attributes.ts';
import {
  buildInstance,
  instanceModule,
  patientModule,
  pixelModule,
  planeModule,
  rescaleModule,
  type SyntheticSeries,
  seriesModule,
  sopClasses,
  studyModule,
  windowModule,
} from '../builder.ts';
import { syntheticUid } from '../uid.ts';
import {
  aortaSample,
  type ChestPhantom,
  chestPainter,
  createChest,
  type Insert,
  insertPlaces,
} from './chest/chest-phantom.ts';
import type { Examination, PhantomSeries } from './examination.ts';
import { noiseTile, randomNumbers, tileSide } from './noise.ts';
import type { Point, Raster } from './slice-canvas.ts';

/** How a chest is scanned. Lengths in millimetres. */
export interface ChestAcquisition {
  readonly matrix: number;
  readonly pixelSpacing: number;
  readonly sliceSpacing: number;
  readonly slices: number;
  /** Height of the uppermost slice in the phantom's frame. */
  readonly top: number;
  /** Where the phantom's origin lies in the examination's frame of reference. */
  readonly origin: Point;
  /** Standard deviation of the noise in the middle of the body, HU. */
  readonly noise: number;
  readonly inserts: readonly Insert[];
}

const granuloma: Insert = { name: 'granuloma', center: insertPlaces.granuloma, diameter: 5, hounsfield: 800 };
const cyst: Insert = { name: 'cyst', center: insertPlaces.cyst, diameter: 30, hounsfield: 5 };
const nodule = (diameter: number): Insert => ({
  name: 'nodule',
  center: insertPlaces.nodule,
  diameter,
  hounsfield: 40,
});

/** Today's examination: 140 slices of 512 x 512. */
export const currentChest: ChestAcquisition = {
  matrix: 512,
  pixelSpacing: 0.75,
  sliceSpacing: 2.5,
  slices: 140,
  top: 172.5,
  origin: [0, -162.5, -912.5],
  noise: 11,
  inserts: [nodule(12), granuloma, cyst],
};

/** How far a point of the anatomy lies in the prior's frame of reference from where it lies in the current one's. */
export const priorShift: Point = [6.3, -4.8, 13.7];

/** The same chest eight months before: other frame of reference, other pixel size, a smaller nodule. */
export const priorChest: ChestAcquisition = {
  ...currentChest,
  pixelSpacing: 0.78125,
  slices: 134,
  top: 165.2,
  origin: [currentChest.origin[0] + 6.3, currentChest.origin[1] - 4.8, currentChest.origin[2] + 13.7],
  noise: 13,
  inserts: [nodule(8), granuloma, cyst],
};

/** What can be measured in a scan, in its own patient coordinates (PS3.3 C.7.6.2.1.1), millimetres and HU. */
export interface ChestTruth {
  readonly pixelSpacing: number;
  readonly sliceSpacing: number;
  readonly slices: number;
  readonly spheres: readonly Insert[];
  /** A sphere that lies wholly inside the descending aorta; not the aorta's own size. */
  readonly aorta: { readonly center: Point; readonly radius: number; readonly hounsfield: number };
}

function truthOf(acquisition: ChestAcquisition): ChestTruth {
  const moved = (point: Point): Point => [
    point[0] + acquisition.origin[0],
    point[1] + acquisition.origin[1],
    point[2] + acquisition.origin[2],
  ];
  return {
    pixelSpacing: acquisition.pixelSpacing,
    sliceSpacing: acquisition.sliceSpacing,
    slices: acquisition.slices,
    spheres: acquisition.inserts.map(insert => ({ ...insert, center: moved(insert.center) })),
    aorta: { ...aortaSample, center: moved(aortaSample.center) },
  };
}

/** The known sizes, places and values of the chest phantom, for tests and for checking measurements. */
export const phantomTruth = { current: truthOf(currentChest), prior: truthOf(priorChest), priorShift } as const;

/** A contrast-enhanced CT of the chest in the portal venous phase, from the apices down to the kidneys. */
export function chestCt(
  examination: Examination,
  acquisition: ChestAcquisition,
  description: string,
  bodyPart = 'CHEST',
): PhantomSeries {
  const { study } = examination;
  const series: SyntheticSeries = {
    seriesUid: syntheticUid(study.studyUid, 'series', 2),
    number: 2,
    modality: 'CT',
    description,
    bodyPart,
    protocol: description,
  };
  return {
    studyUid: study.studyUid,
    seriesUid: series.seriesUid,
    instanceCount: acquisition.slices,
    *instances() {
      const chest = createChest(examination.anatomySeed, acquisition.inserts);
      const raster = rasterOf(acquisition);
      const paint = chestPainter(chest, raster, acquisition.sliceSpacing);
      const quantise = detector(study.studyUid, acquisition, chest);
      for (let slice = 0; slice < acquisition.slices; slice++) {
        const height = acquisition.top - slice * acquisition.sliceSpacing;
        const data = quantise(paint(height), height);
        yield buildInstance({
          ...patientModule(examination.patient),
          ...studyModule(study),
          ...seriesModule(study, series),
          ...instanceModule(study, {
            sopClassUid: sopClasses.ct,
            sopInstanceUid: syntheticUid(study.studyUid, 'instance', 2, slice + 1),
            number: slice + 1,
          }),
          ...planeModule({
            frameOfReferenceUid: syntheticUid(study.studyUid, 'frame-of-reference'),
            position: [
              rounded(raster.x0 + acquisition.origin[0]),
              rounded(raster.y0 + acquisition.origin[1]),
              rounded(height + acquisition.origin[2]),
            ],
            orientation: [1, 0, 0, 0, 1, 0],
            pixelSpacing: [acquisition.pixelSpacing, acquisition.pixelSpacing],
            sliceThickness: acquisition.sliceSpacing,
          }),
          ...pixelModule({
            kind: 'monochrome',
            photometric: 'MONOCHROME2',
            rows: acquisition.matrix,
            columns: acquisition.matrix,
            bitsStored: 12,
            data,
          }),
          ...rescaleModule(1, -1024),
          ...windowModule(40, 400),
          ...scannerAttributes(acquisition, rounded(height + acquisition.origin[2])),
        });
      }
    },
  };
}

function scannerAttributes(acquisition: ChestAcquisition, location: number): Attributes {
  return {
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    ContrastBolusAgent: 'Iodine 350 mg/ml',
    ScanOptions: 'HELICAL MODE',
    KVP: 120,
    DataCollectionDiameter: 500,
    ReconstructionDiameter: acquisition.matrix * acquisition.pixelSpacing,
    GantryDetectorTilt: 0,
    ExposureTime: 500,
    XRayTubeCurrent: 210,
    ConvolutionKernel: 'STANDARD',
    PatientPosition: 'HFS',
    AcquisitionNumber: 1,
    SliceLocation: location,
  };
}

function rasterOf({ matrix, pixelSpacing }: ChestAcquisition): Raster {
  const half = ((matrix - 1) / 2) * pixelSpacing;
  return { columns: matrix, rows: matrix, x0: -half, y0: 6 - half, dx: pixelSpacing, dy: pixelSpacing };
}

/** Tenths of a micrometre are enough and keep decimal strings short. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Adds the noise of the scan (grain everywhere, streaks between the shoulders) and makes 12-bit values of HU. */
function detector(seed: string, { matrix, noise }: ChestAcquisition, chest: ChestPhantom) {
  const grain = noiseTile(`${chest.seed}/grain`);
  const streaks = noiseTile(`${chest.seed}/streaks`, 9);
  const random = randomNumbers(`${seed}/noise`);
  const mask = tileSide - 1;
  return (values: Float32Array, height: number): Uint16Array => {
    const stored = new Uint16Array(values.length);
    const right = Math.floor(random() * tileSide);
    const down = Math.floor(random() * tileSide);
    const streakLevel = 18 * Math.min(1, Math.max(0, (height - 100) / 40));
    for (let row = 0, index = 0; row < matrix; row++) {
      const line = ((row + down) & mask) * tileSide;
      // Fewer photons reach the middle of the body.
      const center = 1 - ((row - matrix / 2) / matrix) ** 2 * 2.4;
      const streak = streakLevel * Math.max(0, center);
      for (let column = 0; column < matrix; column++, index++) {
        const level = noise * Math.max(0.35, center - ((column - matrix / 2) / matrix) ** 2 * 1.6);
        const offset = line + ((column + right) & mask);
        const value = values[index]! + level * grain[offset]! + streak * streaks[offset]!;
        stored[index] = Math.min(4095, Math.max(0, Math.round(value + 1024)));
      }
    }
    return stored;
  };
}
