import { tags } from '../../dicom/dataset/tags.ts';
import { orientationOf, positionOf } from '../../dicom/geometry/image-plane.ts';
import {
  type DicomJson,
  jsonDate,
  jsonItems,
  jsonNumber,
  jsonPersonName,
  jsonString,
  jsonStrings,
  jsonVector,
} from '../../dicom/json/dicom-json.ts';
import { holderOf } from '../../dicom/json/functional-groups.ts';
import { calibrationFor } from '../../dicom/measure/calibration.ts';
import { valueUnitOf } from '../../dicom/measure/value-unit.ts';
import type { PixelType } from '../../dicom/pixel/finished-frame.ts';
import { isInvertedImage } from '../../dicom/presentation/grey-mapping.ts';
import { shutterOf } from '../../dicom/shutter/shutter.ts';
import type { FrameDescription } from './frame-description.ts';

const patientOrientationTag = 0x00200020;

/**
 * Reads the metadata of one finished frame. Values that a multi-frame object keeps per frame or shared (PS3.3
 * C.7.6.16) are taken from there first. Null when the frame cannot be shown: no size or an unknown pixel layout.
 */
export function describeFrame(instance: DicomJson, frameNumber: number): FrameDescription | null {
  const rows = jsonNumber(instance, tags.rows);
  const columns = jsonNumber(instance, tags.columns);
  const pixelType = pixelTypeOf(instance);
  const samples = jsonNumber(instance, tags.samplesPerPixel) ?? 1;
  if (!rows || !columns || !pixelType || (samples !== 1 && samples !== 3)) return null;
  const measures = holderOf(instance, frameNumber, tags.pixelMeasuresSequence, tags.sliceThickness);
  const orientation = orientationOf(instance, frameNumber);
  const modality = textOf(instance, tags.modality);
  return {
    sopInstanceUid: textOf(instance, tags.sopInstanceUid),
    frameNumber,
    rows,
    columns,
    samplesPerPixel: samples,
    pixelType,
    isInverted: samples === 1 && isInvertedImage(instance),
    modality,
    position: positionOf(instance, frameNumber),
    rowDirection: orientation?.row ?? null,
    columnDirection: orientation?.column ?? null,
    patientOrientation: patientOrientationOf(instance),
    frameOfReferenceUid: textOf(instance, tags.frameOfReferenceUid) || null,
    ...spacingOf(instance, frameNumber),
    isRegional: jsonItems(instance, tags.sequenceOfUltrasoundRegions).length > 0,
    sliceThickness: jsonNumber(measures, tags.sliceThickness),
    graphics: { overlays: hasOverlays(instance), shutter: shutterOf(instance, frameNumber) !== null },
    valueUnit: valueUnitOf(instance, frameNumber),
    lossy:
      textOf(instance, tags.lossyImageCompression) === '01'
        ? { ratio: jsonNumber(instance, tags.lossyImageCompressionRatio) }
        : null,
    patient: {
      patientId: textOf(instance, tags.patientId),
      name: jsonPersonName(instance, tags.patientName)?.alphabetic ?? '',
      birthDate: jsonDate(instance, tags.patientBirthDate),
      sex: textOf(instance, tags.patientSex) || null,
    },
    study: {
      description: textOf(instance, tags.studyDescription),
      date: jsonDate(instance, tags.studyDate),
      time: time(textOf(instance, tags.studyTime)),
    },
    series: { description: textOf(instance, tags.seriesDescription), number: jsonNumber(instance, tags.seriesNumber) },
  };
}

function pixelTypeOf(instance: DicomJson): PixelType | null {
  const allocated = jsonNumber(instance, tags.bitsAllocated);
  const signed = jsonNumber(instance, tags.pixelRepresentation) === 1;
  if (allocated === 8) return signed ? 'int8' : 'uint8';
  if (allocated === 16) return signed ? 'int16' : 'uint16';
  return allocated === 32 ? 'float32' : null;
}

/**
 * The calibration valid for the whole image; without one, only the pixel's proportions are known (Pixel Aspect Ratio,
 * PS3.3 C.7.6.3.1.7).
 */
function spacingOf(instance: DicomJson, frameNumber: number): Pick<FrameDescription, 'spacing' | 'calibration'> {
  const { kind, spacing } = calibrationFor(instance, frameNumber, []);
  if (spacing) return { spacing, calibration: kind };
  const [down = 1, across = 1] = jsonVector(instance, tags.pixelAspectRatio, 2) ?? [];
  const proportion = down > 0 && across > 0 ? down / across : 1;
  return { spacing: { row: proportion, column: 1 }, calibration: 'uncalibrated' };
}

/** Overlay Rows (60xx,0010) of any group: all planes have it, also those in bits of the pixels (PS3.3 C.9.2). */
function hasOverlays(instance: DicomJson): boolean {
  return Object.keys(instance).some(key => /^60[01][02468ACE]0010$/.test(key));
}

function patientOrientationOf(instance: DicomJson): FrameDescription['patientOrientation'] {
  const [right = '', bottom = ''] = jsonStrings(instance, patientOrientationTag);
  return /^[LRAPHF]{1,3}$/.test(right) && /^[LRAPHF]{1,3}$/.test(bottom) ? { right, bottom } : null;
}

function time(value: string): string | null {
  return /^\d{4}/.test(value) ? `${value.slice(0, 2)}:${value.slice(2, 4)}` : null;
}

function textOf(dataSet: DicomJson, tag: number): string {
  return jsonString(dataSet, tag)?.trim() ?? '';
}
