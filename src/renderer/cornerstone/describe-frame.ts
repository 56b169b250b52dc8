import type { CalibrationKind } from '../../contract/index.ts';
import { tagKey } from '../../dicom/dataset/tags.ts';
import {
  type DicomJson,
  jsonDate,
  jsonItems,
  jsonNumber,
  jsonNumbers,
  jsonPersonName,
  jsonString,
  jsonVector,
} from '../../dicom/json/dicom-json.ts';
import type { PixelType } from '../../dicom/pixel/finished-frame.ts';
import type { FrameDescription } from './frame-description.ts';
import type { Vector3 } from './vector.ts';
import type { Window } from './voi-range.ts';

/**
 * Reads the metadata of one finished frame. Values that a multi-frame object keeps per frame or shared (PS3.3
 * C.7.6.16) are taken from there first. Null when the frame cannot be shown: no size or an unknown pixel layout.
 */
export function describeFrame(instance: DicomJson, frameNumber: number): FrameDescription | null {
  const rows = jsonNumber(instance, 0x00280010);
  const columns = jsonNumber(instance, 0x00280011);
  const pixelType = pixelTypeOf(instance);
  const samples = jsonNumber(instance, 0x00280002) ?? 1;
  if (!rows || !columns || !pixelType || (samples !== 1 && samples !== 3)) return null;
  const groups = functionalGroups(instance, frameNumber);
  const of = (macro: number, tag: number): DicomJson =>
    groups.flatMap(group => jsonItems(group, macro)).find(item => item[tagKey(tag)] !== undefined) ?? instance;

  const orientation = jsonVector(of(0x00209116, 0x00200037), 0x00200037, 6);
  const modality = textOf(instance, 0x00080060);
  return {
    sopInstanceUid: textOf(instance, 0x00080018),
    frameNumber,
    rows,
    columns,
    samplesPerPixel: samples,
    pixelType,
    monochrome1: textOf(instance, 0x00280004) === 'MONOCHROME1',
    modality,
    position: vector(jsonVector(of(0x00209113, 0x00200032), 0x00200032, 3), 0),
    rowDirection: vector(orientation, 0),
    columnDirection: vector(orientation, 3),
    frameOfReferenceUid: textOf(instance, 0x00200052) || null,
    ...spacingOf(instance, of(0x00289110, 0x00280030), modality),
    sliceThickness: jsonNumber(of(0x00289110, 0x00180050), 0x00180050),
    windows: windowsOf(of(0x00289132, 0x00281050)),
    valueUnit: valueUnitOf(of(0x00289145, 0x00281054), modality),
    lossy: textOf(instance, 0x00282110) === '01' ? { ratio: jsonNumber(instance, 0x00282112) } : null,
    patient: {
      patientId: textOf(instance, 0x00100020),
      name: jsonPersonName(instance, 0x00100010)?.alphabetic ?? '',
      birthDate: jsonDate(instance, 0x00100030),
      sex: textOf(instance, 0x00100040) || null,
    },
    study: {
      description: textOf(instance, 0x00081030),
      date: jsonDate(instance, 0x00080020),
      time: time(textOf(instance, 0x00080030)),
    },
    series: { description: textOf(instance, 0x0008103e), number: jsonNumber(instance, 0x00200011) },
  };
}

/** Per-frame groups before shared ones, so that the first hit is the most specific. */
function functionalGroups(instance: DicomJson, frameNumber: number): readonly DicomJson[] {
  const perFrame = jsonItems(instance, 0x52009230)[frameNumber - 1];
  return [...(perFrame ? [perFrame] : []), ...jsonItems(instance, 0x52009229)];
}

function pixelTypeOf(instance: DicomJson): PixelType | null {
  const allocated = jsonNumber(instance, 0x00280100);
  const signed = jsonNumber(instance, 0x00280103) === 1;
  if (allocated === 8) return signed ? 'int8' : 'uint8';
  if (allocated === 16) return signed ? 'int16' : 'uint16';
  return allocated === 32 ? 'float32' : null;
}

/**
 * PS3.3 10.7: Pixel Spacing is in the patient's plane; Imager Pixel Spacing alone is at the detector (C.8.11.3.1). Where
 * both agree on a projection, nothing was corrected and the value is the detector's. Without either, only the
 * proportions of Pixel Aspect Ratio (C.7.6.3.1.7) are known. Regions of ultrasound images calibrate on their own.
 */
function spacingOf(
  instance: DicomJson,
  measures: DicomJson,
  modality: string,
): { spacing: FrameDescription['spacing']; calibration: CalibrationKind } {
  const pixel = pair(measures, 0x00280030);
  const imager = pair(instance, 0x00181164);
  const projection = ['CR', 'DX', 'MG', 'XA', 'RF', 'PX', 'IO'].includes(modality);
  if (pixel && projection && imager && samePair(pixel, imager)) {
    return { spacing: imager, calibration: 'detector-plane' };
  }
  if (pixel) return { spacing: pixel, calibration: 'patient-plane' };
  if (imager) return { spacing: imager, calibration: 'detector-plane' };
  const region = regionSpacing(instance);
  if (region) return { spacing: region, calibration: 'ultrasound-region' };
  const ratio = pair(instance, 0x00280034);
  return {
    spacing: ratio ? { row: ratio.row / ratio.column, column: 1 } : { row: 1, column: 1 },
    calibration: 'uncalibrated',
  };
}

/** The spacing all spatial regions of an ultrasound image share, in mm (PS3.3 C.8.5.5.1.15: unit 3 is cm). */
function regionSpacing(instance: DicomJson): FrameDescription['spacing'] | null {
  const spatial = jsonItems(instance, 0x00186011).filter(
    region =>
      jsonNumber(region, 0x00186024) === 3 &&
      jsonNumber(region, 0x00186026) === 3 &&
      jsonNumber(region, 0x00186012) === 1,
  );
  const spacings = spatial.map(region => ({
    row: Math.abs(jsonNumber(region, 0x0018602e) ?? 0) * 10,
    column: Math.abs(jsonNumber(region, 0x0018602c) ?? 0) * 10,
  }));
  const [first] = spacings;
  if (!first || first.row === 0 || first.column === 0) return null;
  return spacings.every(other => samePair(other, first)) ? first : null;
}

function pair(dataSet: DicomJson, tag: number): FrameDescription['spacing'] | null {
  const [row = 0, column = 0] = jsonVector(dataSet, tag, 2) ?? [];
  return row > 0 && column > 0 ? { row, column } : null;
}

function samePair(a: FrameDescription['spacing'], b: FrameDescription['spacing']): boolean {
  return Math.abs(a.row - b.row) < 1e-6 && Math.abs(a.column - b.column) < 1e-6;
}

function vector(found: readonly number[] | null, from: number): Vector3 | null {
  const [x, y, z] = found?.slice(from, from + 3) ?? [];
  return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
}

function windowsOf(dataSet: DicomJson): readonly Window[] {
  const widths = jsonNumbers(dataSet, 0x00281051);
  return jsonNumbers(dataSet, 0x00281050).flatMap((center, i) => {
    const width = widths[i];
    return width !== undefined && width >= 1 && Number.isFinite(center) ? [{ center, width }] : [];
  });
}

/** Rescale Type names the output unit (PS3.3 C.11.1.1.2); without it the values of a CT are Hounsfield units. */
function valueUnitOf(dataSet: DicomJson, modality: string): string {
  const type = textOf(dataSet, 0x00281054);
  if (type === 'HU' || (type === '' && modality === 'CT')) return "[hnsf'U]";
  return '1';
}

function time(value: string): string | null {
  return /^\d{4}/.test(value) ? `${value.slice(0, 2)}:${value.slice(2, 4)}` : null;
}

function textOf(dataSet: DicomJson, tag: number): string {
  return jsonString(dataSet, tag)?.trim() ?? '';
}
