import { type Outcome, succeed } from '../../contract/failure.ts';
import { tags } from '../dataset/tags.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { rgbOf } from './colour.ts';
import type { Cells, DecodedFrame } from './decoded-frame.ts';
import { emptyPixels, type FinishedFrame, type FinishedPixels, type PixelType } from './finished-frame.ts';
import { type ModalityTransform, modalityTransformOf, transformedRange } from './modality-transform.ts';
import { type PixelDescription, pixelDescriptionOf, pixelFailure } from './pixel-description.ts';
import { isColour } from './series-pixel-type.ts';
import { simpleTransformOf, transformSimply } from './simple-transform.ts';
import { storedValues } from './stored-values.ts';

/**
 * Gives a decoded frame (from 1) its meaning: bits and sign, modality transform, colour. Grey frames come in `dtype`, the
 * series' one type (`seriesDtype`); colour frames are 8-bit RGB. MONOCHROME1 is not inverted and padding goes through the
 * transform like every value: `finishedMetadata` says both.
 */
export function finishFrame(
  header: DicomJson,
  frameNumber: number,
  frame: DecodedFrame,
  dtype: PixelType,
): Outcome<FinishedFrame> {
  const outcome = pixelDescriptionOf(header);
  if (!outcome.ok) return outcome;
  const description = outcome.value;
  const pixels = description.rows * description.columns;
  if (frame.cells.length !== pixels * frame.samplesPerPixel) return pixelFailure(tags.pixelData, 'size-differs');
  if (isColour(frame)) {
    const rgb = rgbOf(header, frame);
    return rgb.ok ? succeed({ bytes: rgb.value, dtype: 'uint8', samplesPerPixel: 3 }) : rgb;
  }
  if (!/^MONOCHROME[12]$/.test(frame.photometricInterpretation)) {
    return pixelFailure(tags.photometricInterpretation, 'unsupported');
  }
  return finishGrey(header, frameNumber, frame, description, dtype);
}

function finishGrey(
  header: DicomJson,
  frameNumber: number,
  frame: DecodedFrame,
  description: PixelDescription,
  dtype: PixelType,
): Outcome<FinishedFrame> {
  const transform = modalityTransformOf(header, description, frameNumber);
  const held = { ...description, bitsStored: frame.bitsStored, signed: frame.signed };
  if (!fits(transformedRange(transform, held), description, dtype)) {
    return pixelFailure(tags.pixelRepresentation, 'pixel-type-too-small');
  }
  const target = emptyPixels(dtype, frame.cells.length);
  const bytes = new Uint8Array(target.buffer);
  const { cells } = frame;
  const simple = cells instanceof Uint16Array ? simpleTransformOf(frame, transform, dtype) : null;
  if (simple === null) apply(transform, storedValues(frame), target);
  else transformSimply(simple, new Uint8Array(cells.buffer as ArrayBuffer, cells.byteOffset, cells.byteLength), bytes);
  return succeed({ bytes, dtype, samplesPerPixel: 1 });
}

const limits: Readonly<Record<Exclude<PixelType, 'float32'>, readonly [number, number]>> = {
  uint8: [0, 0xff],
  int8: [-0x80, 0x7f],
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
};

/** A value that does not fit would wrap around: black where white is. */
function fits(range: ReturnType<typeof transformedRange>, description: PixelDescription, dtype: PixelType): boolean {
  if (dtype === 'float32') return true;
  const [minimum, maximum] = limits[dtype];
  return description.cells === 'integer' && range.integral && range.minimum >= minimum && range.maximum <= maximum;
}

function apply(transform: ModalityTransform, values: Cells, target: FinishedPixels): void {
  if (transform.kind === 'table') {
    const { entries, first } = transform.table;
    const last = entries.length - 1;
    for (let at = 0; at < values.length; at++) {
      target[at] = entries[Math.min(Math.max((values[at] ?? 0) - first, 0), last)] ?? 0;
    }
    return;
  }
  const { slope, intercept } = transform;
  if (slope === 1 && intercept === 0) {
    target.set(values);
    return;
  }
  for (let at = 0; at < values.length; at++) target[at] = (values[at] ?? 0) * slope + intercept;
}
