import {
  buildInstance,
  instanceModule,
  patientModule,
  pixelModule,
  planeModule,
  type SyntheticSeries,
  seriesModule,
  sopClasses,
  studyModule,
  windowModule,
} from '../builder.ts';
import { syntheticUid } from '../uid.ts';
import { type BrainLesion, headPainter } from './brain/head-phantom.ts';
import type { Examination, PhantomSeries } from './examination.ts';
import { LatticeNoise, noiseTile, randomNumbers, tileSide } from './noise.ts';

const matrix = 256;
const pixelSpacing = 0.9;
const sliceSpacing = 5.5;
const slices = 24;
const lowest = -50;
/** Inclination of the slices to the axis of the body, as they are laid along the brain's base. */
const inclination = (9 * Math.PI) / 180;

/** Lesions of the white matter: known centres (millimetres in the head's frame, slices are its planes of equal z) and diameters. */
export const brainLesions: readonly BrainLesion[] = [
  { center: [23, -12, 27], axes: [4.5, 4.5, 4.5] },
  { center: [-20, 14, 32.5], axes: [3, 7, 3.5] },
  { center: [-27, 30, 21.5], axes: [4, 5, 4] },
  { center: [18, 30, 32.5], axes: [2.5, 6, 3] },
  { center: [-24, -26, 21.5], axes: [3, 3, 3] },
  { center: [31, 8, 38], axes: [3, 3.5, 3] },
];

/** Axial FLAIR of the brain, oblique to the axes of the patient. Values have no unit. */
export function brainMr(examination: Examination, { lesions }: { readonly lesions: boolean }): PhantomSeries {
  const { study } = examination;
  const series: SyntheticSeries = {
    seriesUid: syntheticUid(study.studyUid, 'series', 3),
    number: 3,
    modality: 'MR',
    description: 'AX FLAIR',
    bodyPart: 'BRAIN',
    protocol: 'AX FLAIR',
  };
  const half = ((matrix - 1) / 2) * pixelSpacing;
  return {
    studyUid: study.studyUid,
    seriesUid: series.seriesUid,
    instanceCount: slices,
    *instances() {
      const raster = { columns: matrix, rows: matrix, x0: -half, y0: -half, dx: pixelSpacing, dy: pixelSpacing };
      const paint = headPainter(examination.anatomySeed, raster, lesions ? brainLesions : []);
      const receive = receiver(study.studyUid, raster);
      const [cos, sin] = [Math.cos(inclination), Math.sin(inclination)];
      for (let slice = 0; slice < slices; slice++) {
        const height = lowest + slice * sliceSpacing;
        // The head's frame is turned about the patient's left-right axis.
        const position = [-half, -half * cos - height * sin, -half * sin + height * cos] as const;
        yield buildInstance({
          ...patientModule(examination.patient),
          ...studyModule(study),
          ...seriesModule(study, series),
          ...instanceModule(study, {
            sopClassUid: sopClasses.mr,
            sopInstanceUid: syntheticUid(study.studyUid, 'instance', 3, slice + 1),
            number: slice + 1,
          }),
          ...planeModule({
            frameOfReferenceUid: syntheticUid(study.studyUid, 'frame-of-reference'),
            position,
            orientation: [1, 0, 0, 0, cos, sin],
            pixelSpacing: [pixelSpacing, pixelSpacing],
            sliceThickness: 5,
          }),
          ...pixelModule({
            kind: 'monochrome',
            photometric: 'MONOCHROME2',
            rows: matrix,
            columns: matrix,
            bitsStored: 12,
            data: receive(paint(height)),
          }),
          ...windowModule(620, 1100),
          ImageType: ['ORIGINAL', 'PRIMARY', 'M', 'FLAIR'],
          ScanningSequence: ['SE', 'IR'],
          SequenceVariant: 'SK',
          ScanOptions: '',
          MRAcquisitionType: '2D',
          RepetitionTime: 9000,
          EchoTime: 120,
          InversionTime: 2500,
          EchoTrainLength: 16,
          MagneticFieldStrength: 1.5,
          SpacingBetweenSlices: sliceSpacing,
          PatientPosition: 'HFS',
          AcquisitionNumber: 1,
        });
      }
    },
  };
}

/** Signal as the coil receives it: a slow change of sensitivity, and Rician noise. */
function receiver(seed: string, raster: Parameters<LatticeNoise['addPlane']>[1]) {
  const sensitivity = new Float32Array(raster.columns * raster.rows);
  new LatticeNoise(`${seed}/coil`, 120).addPlane(sensitivity, raster, 0, 0.07);
  const [real, imaginary] = [noiseTile(`${seed}/real`), noiseTile(`${seed}/imaginary`)];
  const random = randomNumbers(`${seed}/noise`);
  return (signal: Float32Array): Uint16Array => {
    const stored = new Uint16Array(signal.length);
    const shift = Math.floor(random() * tileSide * tileSide);
    const mask = tileSide * tileSide - 1;
    for (let index = 0; index < signal.length; index++) {
      const place = (index + Math.floor(index / raster.columns) * (tileSide - raster.columns) + shift) & mask;
      const x = signal[index]! * (1 + sensitivity[index]!) + 0.018 * real[place]!;
      const y = 0.018 * imaginary[place]!;
      stored[index] = Math.min(4095, Math.round(Math.sqrt(x * x + y * y) * 1500));
    }
    return stored;
  };
}
