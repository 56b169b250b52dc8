import {
  buildInstance,
  instanceModule,
  patientModule,
  pixelModule,
  type SyntheticSeries,
  seriesModule,
  sopClasses,
  studyModule,
} from '../builder.ts';
import { syntheticUid } from '../uid.ts';
import type { Examination, PhantomSeries } from './examination.ts';
import { beams, probe, scan } from './ultrasound/echo-map.ts';
import { cystDiameter, type Scene, scenes } from './ultrasound/scene.ts';

const rows = 640;
const columns = 900;
/** Distance of two pixels, millimetres. */
const pixelSize = 0.3;
/** Where the middle of the probe's surface lies. */
const face = { x: 430, y: 66 };
/** The calibrated part of the image. */
const region = { left: 20, top: 20, right: 839, bottom: 619 };

/** What can be measured in the first image: pixel positions of the caliper's ends and their distance. */
export const ultrasoundTruth = {
  pixelSize,
  cystDiameter,
  caliper: caliperEnds(scenes[0]!)!,
} as const;

/** Ultrasound of the abdomen: three still images in colour, with a calibrated region (PS3.3 C.8.5.5). */
export function abdomenUltrasound(examination: Examination): PhantomSeries {
  const { study } = examination;
  const series: SyntheticSeries = {
    seriesUid: syntheticUid(study.studyUid, 'series', 1),
    number: 1,
    modality: 'US',
    description: 'Abdomen',
    bodyPart: 'ABDOMEN',
  };
  return {
    studyUid: study.studyUid,
    seriesUid: series.seriesUid,
    instanceCount: scenes.length,
    *instances() {
      for (const [index, scene] of scenes.entries()) {
        yield buildInstance({
          ...patientModule(examination.patient),
          ...studyModule(study),
          ...seriesModule(study, series),
          ...instanceModule(study, {
            sopClassUid: sopClasses.ultrasound,
            sopInstanceUid: syntheticUid(study.studyUid, 'instance', 1, index + 1),
            number: index + 1,
          }),
          ...pixelModule({ kind: 'rgb', rows, columns, data: draw(scene, examination.anatomySeed) }),
          ImageType: ['ORIGINAL', 'PRIMARY', 'ABDOMINAL', '0001'],
          ImageComments: scene.title,
          TransducerData: ['C5-2', '', ''],
          PatientOrientation: '',
          SequenceOfUltrasoundRegions: [
            {
              RegionSpatialFormat: 1,
              RegionDataType: 1,
              // Pixels of high priority, no protection from scaling (C.8.5.5.1.3).
              RegionFlags: 0,
              RegionLocationMinX0: region.left,
              RegionLocationMinY0: region.top,
              RegionLocationMaxX1: region.right,
              RegionLocationMaxY1: region.bottom,
              // Relative to the region's corner (C.8.5.5.1.5): the middle of the probe's surface is depth 0.
              ReferencePixelX0: face.x - region.left,
              ReferencePixelY0: face.y - region.top,
              PhysicalUnitsXDirection: 3,
              PhysicalUnitsYDirection: 3,
              ReferencePixelPhysicalValueX: 0,
              ReferencePixelPhysicalValueY: 0,
              PhysicalDeltaX: pixelSize / 10,
              PhysicalDeltaY: pixelSize / 10,
              TransducerFrequency: 3500,
            },
          ],
        });
      }
    },
  };
}

function draw(scene: Scene, seed: string): Uint8Array {
  const grey = scan(scene, seed);
  const pixels = new Uint8Array(rows * columns * 3);
  const put = (x: number, y: number, red: number, green: number, blue: number) => {
    const index = (y * columns + x) * 3;
    pixels[index] = red;
    pixels[index + 1] = green;
    pixels[index + 2] = blue;
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const level = Math.round(255 * sampleAt(grey, (x - face.x) * pixelSize, (y - face.y) * pixelSize));
      // Scanners tint their grey a little.
      if (level > 0) put(x, y, Math.round(level * 0.97), level, Math.min(255, Math.round(level * 1.02)));
    }
  }
  drawScale(put);
  const ends = caliperEnds(scene);
  if (ends !== null) drawCaliper(put, ends);
  return pixels;
}

type Put = (x: number, y: number, red: number, green: number, blue: number) => void;

/** Grey level at a place (millimetres from the middle of the probe's surface), between the beams and samples around it. */
function sampleAt(grey: Float32Array, lateral: number, depth: number): number {
  const range = Math.hypot(lateral, depth + probe.radius);
  const angle = Math.atan2(lateral, depth + probe.radius);
  const sample = ((range - probe.radius) / probe.depth) * beams.samples;
  const beam = (angle / (2 * probe.halfAngle) + 0.5) * beams.count - 0.5;
  if (sample < 0 || sample >= beams.samples - 1 || beam < 0 || beam >= beams.count - 1) return 0;
  const [b, s] = [Math.floor(beam), Math.floor(sample)];
  const [u, v] = [beam - b, sample - s];
  const at = (i: number, j: number) => grey[(b + i) * beams.samples + s + j]!;
  return (at(0, 0) * (1 - v) + at(0, 1) * v) * (1 - u) + (at(1, 0) * (1 - v) + at(1, 1) * v) * u;
}

/** Marks each centimetre of depth at the right, and the grey scale beside it. */
function drawScale(put: Put): void {
  for (let depth = 0; depth <= probe.depth; depth += 10) {
    const y = Math.round(face.y + depth / pixelSize);
    const length = depth % 50 === 0 ? 10 : 5;
    if (y < rows) for (let x = 0; x < length; x++) put(838 - x, y, 150, 160, 170);
  }
  for (let step = 0; step < 200; step++) {
    const level = Math.round(255 * (1 - step / 199));
    for (let x = 0; x < 14; x++) put(866 + x, 60 + step, level, level, level);
  }
}

/** Pixels on which the caliper's two crosses are centred. */
function caliperEnds({ caliper }: Scene): readonly (readonly [x: number, y: number])[] | null {
  if (caliper === null) return null;
  const y = Math.round(face.y + caliper.center[1] / pixelSize);
  const half = caliper.diameter / 2;
  return [-half, half].map(offset => [Math.round(face.x + (caliper.center[0] + offset) / pixelSize), y] as const);
}

function drawCaliper(put: Put, ends: readonly (readonly [number, number])[]): void {
  for (const [x, y] of ends) {
    for (let arm = -6; arm <= 6; arm++) {
      put(x + arm, y, 255, 222, 60);
      put(x, y + arm, 255, 222, 60);
    }
  }
  const [from, to] = [ends[0]!, ends[1]!];
  for (let x = from[0] + 10; x < to[0] - 8; x += 6) {
    put(x, from[1], 255, 222, 60);
    put(x + 1, from[1], 255, 222, 60);
  }
}
