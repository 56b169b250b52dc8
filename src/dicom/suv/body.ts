import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString } from '../json/dicom-json.ts';
import { missing, type SuvKind, type SuvRefusal } from './suv-kind.ts';

/** What an uptake is set against: grams of body or lean body, or square centimetres of its surface. */
export type BodyMeasure = { readonly ok: true; readonly value: number } | SuvRefusal;

/** Body measure of the patient by the header; weight in kilograms and size in metres, both positive. */
export function bodyMeasure(header: DicomJson, kind: SuvKind): BodyMeasure {
  const weight = jsonNumber(header, tags.patientWeight) ?? 0;
  if (weight <= 0) return missing(tags.patientWeight);
  if (kind === 'bw') return { ok: true, value: weight * 1000 };
  const size = jsonNumber(header, tags.patientSize) ?? 0;
  if (size <= 0) return missing(tags.patientSize);
  if (kind === 'bsa') return { ok: true, value: surface(weight, size) };
  const sex = jsonString(header, tags.patientSex);
  if (sex !== 'M' && sex !== 'F') return missing(tags.patientSex);
  return { ok: true, value: leanMass(weight, size, sex) * 1000 };
}

/** Du Bois 1916: kilograms and metres to square centimetres. */
function surface(weight: number, size: number): number {
  return 71.84 * weight ** 0.425 * (size * 100) ** 0.725;
}

/** Janmahasatian 2005, in kilograms; LBMJANMA of PS3.3 C.8.9.1.1.3, which does not fail in the obese as James does. */
function leanMass(weight: number, size: number, sex: 'M' | 'F'): number {
  const bodyMassIndex = weight / size ** 2;
  const [base, slope] = sex === 'M' ? [6680, 216] : [8780, 244];
  return (9270 * weight) / (base + slope * bodyMassIndex);
}
