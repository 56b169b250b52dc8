import { dicomJsonOf } from '../json/from-data-set.ts';
import { overlaysOf, overlaysOfInstance } from '../overlay/overlay.ts';
import { readPart10 } from '../part10/read.ts';
import { finishFrame } from '../pixel/finish-frame.ts';
import { finishedMetadata } from '../pixel/finished-metadata.ts';
import { nativeFrame } from '../pixel/native-frame.ts';
import { pixelDescriptionOf } from '../pixel/pixel-description.ts';
import { seriesDtype } from '../pixel/series-pixel-type.ts';
import type { Attributes } from '../synthetic/attributes.ts';
import { buildInstance, sopClasses } from '../synthetic/builder.ts';
import { type PresentationOptions, presentationOf } from './presentation.ts';
import { renderFrame } from './render-frame.ts';

/** A frame (from 1) of a synthetic instance, written, read and drawn: its presentation, grey levels (red) and colours. */
export function show(attributes: Attributes, frameNumber = 1, options: PresentationOptions = {}) {
  const instance = {
    SOPClassUID: sopClasses.secondaryCapture,
    SOPInstanceUID: '2.25.1',
    Modality: 'OT',
    ...attributes,
  };
  const file = readPart10(buildInstance(instance));
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  const { dataSet } = file.value;
  const header = dicomJsonOf(dataSet);
  const description = pixelDescriptionOf(header);
  if (!description.ok) throw new Error(JSON.stringify(description.failure));
  const decoded = nativeFrame(dataSet, description.value, frameNumber);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.failure));
  const dtype = seriesDtype([header]);
  const frame = finishFrame(header, frameNumber, decoded.value, dtype);
  if (!frame.ok) throw new Error(JSON.stringify(frame.failure));
  const overlays = overlaysOf(header, frameNumber, overlaysOfInstance(dataSet, decoded.value));
  const presentation = presentationOf(finishedMetadata(header, dtype), frameNumber, frame.value, {
    overlays,
    ...options,
  });
  if (!presentation.ok) throw new Error(JSON.stringify(presentation.failure));
  const { rgb } = renderFrame(frame.value, presentation.value);
  const levels = Array.from({ length: rgb.length / 3 }, (_, at) => rgb[3 * at]!);
  return { presentation: presentation.value, levels, rgb: [...rgb] };
}
