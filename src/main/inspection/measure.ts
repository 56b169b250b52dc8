import { type CalibrationKind, fail, type Outcome, type Quantity, succeed } from '../../contract/index.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import type { PixelPoint } from '../../dicom/measure/length.ts';
import { type MeasuredFrame, measureOnImage } from '../../dicom/measure/measure-on-image.ts';
import type { MeasuredKind, MeasuredValues } from '../../dicom/measure/measured.ts';
import type { GreyImage } from '../../dicom/measure/region-on-image.ts';
import type { RegionStatistics } from '../../dicom/measure/statistics.ts';
import { finishFrame } from '../../dicom/pixel/finish-frame.ts';
import { finishedMetadata } from '../../dicom/pixel/finished-metadata.ts';
import { finishedValues } from '../../dicom/pixel/finished-values.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../dicom/pixel/series-pixel-type.ts';
import { withStreamFacts } from '../../dicom/pixel/stream-facts.ts';
import type { SuvFactor } from '../../dicom/suv/suv-factor.ts';
import type { SuvKind } from '../../dicom/suv/suv-kind.ts';
import { decodeFrame, type FrameDecoder, streamFactsOfDecoded } from '../decode/index.ts';
import { type DicomFile, readDicomFile } from './read-dicom-file.ts';
import { suvFactorsOfFile } from './suv-of-file.ts';

/** What is measured, by the points of `measurementSchema`; the centre of the first pixel is column 0, row 0. */
export interface MeasuredShape {
  readonly kind: MeasuredKind;
  readonly points: readonly PixelPoint[];
}

/** Values with their units (UCUM), and how lengths and areas came to millimetres. */
export interface Measured extends Omit<MeasuredValues, 'calibration'> {
  readonly kind: CalibrationKind;
  /** Of a region: values below which so many percent lie. */
  readonly percentiles?: RegionStatistics['percentiles'];
  /** The values of PET as SUV by body weight, lean body mass and body surface, or why not. */
  readonly suv?: Readonly<Record<SuvKind, SuvQuantities>>;
}

export type SuvQuantities =
  | { readonly factor: number; readonly quantities: readonly Quantity[] }
  | { readonly tag: string; readonly reason: string };

const withoutValues: readonly MeasuredKind[] = ['length', 'angle', 'cobb'];

/** Measures on one frame (from 1) of a file, as the viewer does: padding is left out, values are finished ones. */
export async function measureFile(
  path: string,
  frame: number,
  shape: MeasuredShape,
  decoder: FrameDecoder,
): Promise<Outcome<Measured>> {
  const read = await readDicomFile(path);
  if (!read.ok) return read;
  const { header } = read.value;
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  if (frame > described.value.numberOfFrames) {
    return fail('instance-unreadable', { tag: formatTag(tags.numberOfFrames), reason: 'no-such-frame' });
  }
  if (withoutValues.includes(shape.kind)) return measured({ header, frameNumber: frame }, null, shape);
  const values = await readValues(read.value, frame, decoder);
  if (!values.ok) return values;
  const { header: finishedHeader, image } = values.value;
  const outcome = measured({ header: finishedHeader, frameNumber: frame }, image, shape);
  const factors = outcome.ok ? await suvFactorsOfFile(path, header) : null;
  if (!outcome.ok || factors === null) return outcome;
  const uptake = (scale: SuvFactor): SuvQuantities => {
    if (!scale.ok) return { tag: scale.tag, reason: scale.reason };
    const scaled = measured({ header: finishedHeader, frameNumber: frame, scale }, image, shape);
    return { factor: scale.factor, quantities: scaled.ok ? scaled.value.quantities : [] };
  };
  const suv = { bw: uptake(factors.bw), lbm: uptake(factors.lbm), bsa: uptake(factors.bsa) };
  return succeed({ ...outcome.value, suv });
}

function measured(frame: MeasuredFrame, image: GreyImage | null, { kind, points }: MeasuredShape): Outcome<Measured> {
  const outcome = measureOnImage(frame, image, kind, points);
  if (!outcome.ok && outcome.refusal === 'not-read') {
    return fail('instance-unreadable', { tag: formatTag(tags.photometricInterpretation), reason: 'colour' });
  }
  if (!outcome.ok) return fail('input-invalid', { what: kind, reason: outcome.refusal });
  const { calibration, ...values } = outcome.measured;
  const percentiles = outcome.statistics && { percentiles: outcome.statistics.percentiles };
  return succeed({ kind: calibration, ...values, ...percentiles });
}

/** The finished values of a frame, null for colours, with the header that describes them. */
async function readValues(
  { file, header }: DicomFile,
  frameNumber: number,
  decoder: FrameDecoder,
): Promise<Outcome<{ readonly header: DicomJson; readonly image: GreyImage | null }>> {
  const decoded = await decodeFrame(file, frameNumber, { decoder });
  if (!decoded.ok) return decoded;
  const decodedHeader = withStreamFacts(header, streamFactsOfDecoded(decoded.value));
  const dtype = seriesDtype([decodedHeader]);
  const finished = finishFrame(decodedHeader, frameNumber, decoded.value.frame, dtype);
  if (!finished.ok) return finished;
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  const { rows, columns } = described.value;
  const isColour = finished.value.samplesPerPixel !== 1;
  const image = isColour ? null : { rows, columns, values: finishedValues(finished.value) };
  return succeed({ header: finishedMetadata(decodedHeader, dtype), image });
}
