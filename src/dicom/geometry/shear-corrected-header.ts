import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonStrings } from '../json/dicom-json.ts';
import type { ShearCorrection } from './shear-correction.ts';

/** One frame of an instance and its place in the corrected stack. */
export interface CorrectedFrame {
  readonly frameNumber: number;
  readonly slice: number;
}

/** Hounsfield units of air: what lies outside of a CT image. */
const air = -1024;

/**
 * What fills the parts of a corrected slice that were not imaged: the padding of the finished frame, air where its values
 * may be negative, or nothing.
 */
export function fillOf(header: DicomJson): number {
  const padding = jsonNumber(header, tags.pixelPaddingValue) ?? jsonNumber(header, tags.floatPixelPaddingValue);
  if (padding !== null) return padding;
  const unsigned = jsonNumber(header, tags.pixelRepresentation) === 0;
  return jsonString(header, tags.modality) === 'CT' && !unsigned ? air : 0;
}

/**
 * The header of a finished instance as it describes its corrected frames: size and positions are new, orientation and
 * spacings stay. It says that the image is derived and how (PS3.3 C.7.6.1.1.2, C.7.6.1.1.3).
 */
export function shearCorrectedHeader(
  header: DicomJson,
  frames: readonly CorrectedFrame[],
  correction: ShearCorrection,
  shearDegrees: number,
): DicomJson {
  const [, ...type] = jsonStrings(header, tags.imageType);
  const description = `Gantry tilt of ${shearDegrees.toFixed(1)} degrees corrected within the slices`;
  return {
    ...header,
    ...positionsOf(header, frames, correction),
    [tagKey(tags.rows)]: { vr: 'US', Value: [correction.rows] },
    [tagKey(tags.columns)]: { vr: 'US', Value: [correction.columns] },
    [tagKey(tags.imageType)]: { vr: 'CS', Value: ['DERIVED', ...type] },
    [tagKey(tags.derivationDescription)]: { vr: 'ST', Value: [description] },
  };
}

function positionsOf(header: DicomJson, frames: readonly CorrectedFrame[], { positions }: ShearCorrection): DicomJson {
  const place = (slice: number) => ({
    [tagKey(tags.imagePositionPatient)]: { vr: 'DS', Value: [...(positions[slice] ?? [])] },
  });
  const groups = header[tagKey(tags.perFrameFunctionalGroupsSequence)];
  const [first] = frames;
  if (groups?.Value === undefined) return first === undefined ? {} : place(first.slice);
  const items = [...groups.Value];
  for (const { frameNumber, slice } of frames) {
    const item = { ...(items[frameNumber - 1] as DicomJson | undefined) };
    item[tagKey(tags.planePositionSequence)] = { vr: 'SQ', Value: [place(slice)] };
    items[frameNumber - 1] = item;
  }
  return { [tagKey(tags.perFrameFunctionalGroupsSequence)]: { ...groups, Value: items } };
}
