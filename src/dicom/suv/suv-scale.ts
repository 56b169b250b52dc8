import type { DicomJson } from '../json/dicom-json.ts';
import type { ValueScale } from '../measure/measured.ts';
import { suvFactor } from './suv-factor.ts';
import type { SuvKind, SuvRefusal } from './suv-kind.ts';

/** PS3.16 CID 85; lean body mass after Janmahasatian. */
export const suvUnits: Readonly<Record<SuvKind, string>> = {
  bw: '{SUVbw}g/ml',
  lbm: '{SUVlbm(Janma)}g/ml',
  bsa: '{SUVbsa}cm2/ml',
};

export type SuvScale = ({ readonly ok: true } & ValueScale) | SuvRefusal;

/** How the finished values of one image of a PET series become uptakes, or the attribute that stands against it. */
export function suvScale(header: DicomJson, series: readonly DicomJson[], kind: SuvKind): SuvScale {
  const outcome = suvFactor(header, series, kind);
  return outcome.ok ? { ok: true, factor: outcome.factor, unit: suvUnits[kind] } : outcome;
}
