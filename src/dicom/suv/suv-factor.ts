import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonString, jsonStrings } from '../json/dicom-json.ts';
import { bodyMeasure } from './body.ts';
import { decayedDose } from './decayed-dose.ts';
import { philipsActivityFactor, philipsSuvFactor } from './private-attributes.ts';
import { missing, refusal, type SuvKind, type SuvRefusal } from './suv-kind.ts';

/** What a value after the modality transform is multiplied with to be an SUV; or why there is none. */
export type SuvFactor = { readonly ok: true; readonly factor: number; readonly unit: 'g/mL' | 'cm2/mL' } | SuvRefusal;

/**
 * The factor for one image of a PET series, by the headers of the image and of the whole series: slices can differ, and
 * the start of the scan is the series' (PS3.3 C.8.9.1). Headers may be finished ones.
 */
export function suvFactor(header: DicomJson, series: readonly DicomJson[], kind: SuvKind): SuvFactor {
  const units = jsonString(header, tags.units);
  switch (units) {
    case 'GML':
    case 'CM2ML':
      return between(header, storedKind(header, units), kind);
    case 'BQML':
      return fromActivity(header, series, kind, 1);
    case 'CNTS': {
      const suv = philipsSuvFactor(header);
      if (suv !== null) return scaled(between(header, 'bw', kind), suv);
      const activity = philipsActivityFactor(header);
      if (activity !== null) return fromActivity(header, series, kind, activity);
      return refusal(tags.units, 'unit-without-activity');
    }
    case null:
      return missing(tags.units);
    default:
      return refusal(tags.units, 'unit-without-activity');
  }
}

function fromActivity(header: DicomJson, series: readonly DicomJson[], kind: SuvKind, toActivity: number): SuvFactor {
  const corrections = jsonStrings(header, tags.correctedImage);
  if (!corrections.includes('ATTN')) return refusal(tags.correctedImage, 'not-attenuation-corrected');
  const isUncorrected = jsonString(header, tags.decayCorrection) === 'NONE';
  if (corrections.includes('DECY') === isUncorrected)
    return refusal(tags.decayCorrection, 'decay-correction-contradicts');
  const body = bodyMeasure(header, kind);
  if (!body.ok) return body;
  const dose = decayedDose(header, series);
  return dose.ok ? { ok: true, factor: (toActivity * body.value) / dose.value, unit: unitOf(kind) } : dose;
}

/** What the values already are; SUV Type names it, and body weight is meant without it (PS3.3 C.8.9.1.1.3). */
function storedKind(header: DicomJson, units: 'GML' | 'CM2ML'): SuvKind | SuvRefusal {
  if (units === 'CM2ML') return 'bsa';
  switch (jsonString(header, tags.suvType)) {
    case null:
    case 'BW':
      return 'bw';
    case 'LBMJANMA':
      return 'lbm';
    default:
      return refusal(tags.suvType, 'unit-without-activity');
  }
}

/** From one kind to another: by the ratio of the patient's measures. */
function between(header: DicomJson, from: SuvKind | SuvRefusal, to: SuvKind): SuvFactor {
  if (typeof from !== 'string') return from;
  if (from === to) return { ok: true, factor: 1, unit: unitOf(to) };
  const stored = bodyMeasure(header, from);
  const wanted = bodyMeasure(header, to);
  if (!stored.ok) return stored;
  return wanted.ok ? { ok: true, factor: wanted.value / stored.value, unit: unitOf(to) } : wanted;
}

function scaled(factor: SuvFactor, by: number): SuvFactor {
  return factor.ok ? { ...factor, factor: factor.factor * by } : factor;
}

function unitOf(kind: SuvKind): 'g/mL' | 'cm2/mL' {
  return kind === 'bsa' ? 'cm2/mL' : 'g/mL';
}
