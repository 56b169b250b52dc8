import {
  buildInstance,
  instanceModule,
  patientModule,
  pixelModule,
  type SyntheticSeries,
  seriesModule,
  sopClasses,
  studyModule,
  windowModule,
} from '../builder.ts';
import { syntheticUid } from '../uid.ts';
import { chestPainter, createChest } from './chest/chest-phantom.ts';
import type { Examination, PhantomSeries } from './examination.ts';
import { noiseTile, randomNumbers, tileSide } from './noise.ts';

/** Pixel distance on the imaging plate (PS3.3 C.8.1.1.2), millimetres: nothing is known of sizes inside the patient. */
export const imagerPixelSpacing = 0.2;
const rows = 1740;
const columns = 1900;
const bitsStored = 14;
const brightest = 2 ** bitsStored - 1;

/** Steps of the projected phantom: across, along the beam, along the body. */
const step = { across: 0.8, beam: 2.5, along: 0.8 };
const field = { left: -194, front: -130, top: 168 };

/** An upright-looking chest radiograph: the chest phantom, projected from back to front and processed as a plate reader does. */
export function chestRadiograph(examination: Examination, photometric: 'MONOCHROME1' | 'MONOCHROME2'): PhantomSeries {
  const { study } = examination;
  const series: SyntheticSeries = {
    seriesUid: syntheticUid(study.studyUid, 'series', 1),
    number: 1,
    modality: 'CR',
    description: 'PA',
    bodyPart: 'CHEST',
  };
  return {
    studyUid: study.studyUid,
    seriesUid: series.seriesUid,
    instanceCount: 1,
    *instances() {
      yield buildInstance({
        ...patientModule(examination.patient),
        ...studyModule(study),
        ...seriesModule(study, series),
        ...instanceModule(study, {
          sopClassUid: sopClasses.computedRadiography,
          sopInstanceUid: syntheticUid(study.studyUid, 'instance', 1, 1),
          number: 1,
        }),
        ...pixelModule({
          kind: 'monochrome',
          photometric,
          rows,
          columns,
          bitsStored,
          data: expose(examination, photometric === 'MONOCHROME1'),
        }),
        ...windowModule(photometric === 'MONOCHROME1' ? 8300 : 8083, 14800),
        ImageType: ['ORIGINAL', 'PRIMARY'],
        PatientOrientation: ['L', 'F'],
        ViewPosition: 'PA',
        ImagerPixelSpacing: [imagerPixelSpacing, imagerPixelSpacing],
        DistanceSourceToDetector: 1800,
        KVP: 125,
        Exposure: 3,
      });
    },
  };
}

interface Projection {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** The projections made last: several patients may share one anatomy, and most of the work is here. */
const recent = new Map<string, Projection>();

function project(anatomySeed: string): Projection {
  const known = recent.get(anatomySeed);
  if (known !== undefined) return known;
  if (recent.size > 2) recent.clear();
  const projection = integrate(anatomySeed);
  recent.set(anatomySeed, projection);
  return projection;
}

/** Line integrals of the attenuation from the back to the front, upper row first. */
function integrate(anatomySeed: string): Projection {
  const width = Math.round((-field.left * 2) / step.across);
  const depth = Math.round((-field.front * 2) / step.beam);
  const height = Math.round(344 / step.along);
  const raster = {
    columns: width,
    rows: depth,
    x0: field.left,
    y0: field.front,
    dx: step.across,
    dy: step.beam,
  };
  const paint = chestPainter(createChest(anatomySeed, []), raster, 0, { table: false });
  const values = new Float32Array(width * height);
  for (let line = 0; line < height; line++) {
    const slice = paint(field.top - line * step.along);
    for (let index = 0; index < slice.length; index++) {
      const hounsfield = slice[index]!;
      if (hounsfield < -990) continue;
      const target = line * width + (index % width);
      values[target] = values[target]! + attenuation(hounsfield) * step.beam;
    }
  }
  return { width, height, values };
}

/** Attenuation for 1 mm at 125 kV. The plate sees no contrast medium, and bone more than its density alone. */
function attenuation(hounsfield: number): number {
  if (hounsfield < 70) return 0.0195 * (1 + hounsfield / 1000);
  if (hounsfield < 185) return 0.0205;
  return 0.0205 + 0.021 * ((hounsfield - 50) / 1000);
}

/** Stored values of the processed image. `inverted`: low values are white (MONOCHROME1). */
function expose({ anatomySeed, study }: Examination, inverted: boolean): Uint16Array {
  const projection = project(anatomySeed);
  const image = harmonise(projection);
  const grain = noiseTile(`${study.studyUid}/grain`);
  const offset = Math.floor(randomNumbers(study.studyUid)() * tileSide);
  const stored = new Uint16Array(rows * columns);
  const scaleX = imagerPixelSpacing / step.across;
  const scaleY = imagerPixelSpacing / step.along;
  const left = (image.width - columns * scaleX) / 2;
  const line = new Float32Array(image.width);
  for (let row = 0; row < rows; row++) {
    const y = row * scaleY;
    blendRows(image, y, line);
    const noiseLine = ((row + offset) & (tileSide - 1)) * tileSide;
    for (let column = 0; column < columns; column++) {
      const x = left + column * scaleX;
      const value = cubic(line, x, image.width);
      // Fewer quanta come through where the body is dense.
      const noise = (0.006 + 0.012 * value) * grain[noiseLine + ((column * 3 + row) & (tileSide - 1))]!;
      const white = Math.min(1, Math.max(0, value + noise));
      stored[row * columns + column] = Math.round((inverted ? 1 - white : white) * brightest);
    }
  }
  return stored;
}

/** Brings lung and mediastinum into one range and lifts detail, as the processing of every plate reader does. */
function harmonise({ width, height, values }: Projection): Projection {
  const large = blurred(blurred(values, width, height, 30), width, height, 30);
  const small = blurred(blurred(values, width, height, 2), width, height, 2);
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const harmonic = 0.5 * large[i]! + 0.92 * (value - large[i]!) + 0.8 * (value - small[i]!);
    // Air beside the body stays black.
    const body = Math.min(1, value / 0.5);
    result[i] = body * shoulder(0.1 + 0.42 * (harmonic - 0.35));
  }
  return { width, height, values: result };
}

/** Bends what is brighter than three quarters, so that bone keeps its drawing. */
function shoulder(value: number): number {
  return value < 0.72 ? value : 0.72 + 0.28 * (1 - Math.exp((0.72 - value) / 0.28));
}

function blurred(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const rowsDone = new Float32Array(source.length);
  for (let y = 0; y < height; y++) blurLine(source, rowsDone, y * width, 1, width, radius);
  const target = new Float32Array(source.length);
  for (let x = 0; x < width; x++) blurLine(rowsDone, target, x, width, height, radius);
  return target;
}

/** Running mean; the borders are repeated outwards. */
function blurLine(
  source: Float32Array,
  target: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
) {
  const at = (i: number) => source[start + Math.min(length - 1, Math.max(0, i)) * stride]!;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  for (let i = 0; i < length; i++) {
    target[start + i * stride] = sum / (2 * radius + 1);
    sum += at(i + radius + 1) - at(i - radius);
  }
}

/** The image's rows around y, blended into one by cubic convolution. */
function blendRows({ width, height, values }: Projection, y: number, line: Float32Array): void {
  const base = Math.floor(y);
  const weights = cubicWeights(y - base);
  line.fill(0);
  weights.forEach((weight, k) => {
    const row = Math.min(height - 1, Math.max(0, base - 1 + k)) * width;
    for (let x = 0; x < width; x++) line[x] = line[x]! + weight * values[row + x]!;
  });
}

function cubic(line: Float32Array, x: number, width: number): number {
  const base = Math.floor(x);
  if (base < 1 || base > width - 3) return 0;
  const t = x - base;
  const [a, b, c, d] = [line[base - 1]!, line[base]!, line[base + 1]!, line[base + 2]!];
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function cubicWeights(t: number): readonly number[] {
  return [
    0.5 * (-t + 2 * t * t - t * t * t),
    0.5 * (2 - 5 * t * t + 3 * t * t * t),
    0.5 * (t + 4 * t * t - 3 * t * t * t),
    0.5 * (-t * t + t * t * t),
  ];
}
