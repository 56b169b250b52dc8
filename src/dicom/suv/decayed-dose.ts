import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonString } from '../json/dicom-json.ts';
import { secondsOf, secondsOfDateTime, secondsOfTexts } from './date-time.ts';
import { geScanDateTime } from './private-attributes.ts';
import { missing, refusal, type SuvRefusal } from './suv-kind.ts';

/** The dose in becquerels that is left at the time to which the values of an image are corrected. */
export type DecayedDose = { readonly ok: true; readonly value: number } | SuvRefusal;

const dayInSeconds = 86_400;

/**
 * The dose that belongs to the values of one image of a series (PS3.3 C.8.9.1.1.3, Decay Correction). ADMIN: as given.
 * START: decayed to the start of the scan. NONE: decayed to the time within the image's own frame when its activity was
 * the average of the frame.
 */
export function decayedDose(header: DicomJson, series: readonly DicomJson[]): DecayedDose {
  const [drug = {}] = jsonItems(header, tags.radiopharmaceuticalInformationSequence);
  const dose = jsonNumber(drug, tags.radionuclideTotalDose) ?? 0;
  if (dose <= 0) return missing(tags.radionuclideTotalDose);
  const correction = jsonString(header, tags.decayCorrection);
  if (correction === 'ADMIN') return { ok: true, value: dose };
  const halfLife = jsonNumber(drug, tags.radionuclideHalfLife) ?? 0;
  if (halfLife <= 0) return missing(tags.radionuclideHalfLife);
  if (correction !== 'START' && correction !== 'NONE') return missing(tags.decayCorrection);
  const scan = correction === 'START' ? scanStart(series) : averageTime(header, halfLife);
  if (scan === null) return missing(correction === 'START' ? tags.seriesTime : tags.acquisitionTime);
  const injection = injectionTime(header, drug, scan);
  if (injection === null) return missing(tags.radiopharmaceuticalStartTime);
  const elapsed = scan - injection;
  if (elapsed < 0) return refusal(tags.radiopharmaceuticalStartTime, 'scan-before-injection');
  return { ok: true, value: dose * 2 ** (-elapsed / halfLife) };
}

/** The injection; a time without a date is the last such time before the scan, since some scans pass midnight. */
function injectionTime(header: DicomJson, drug: DicomJson, scan: number): number | null {
  const dated = secondsOfDateTime(header, jsonString(drug, tags.radiopharmaceuticalStartDateTime));
  if (dated !== null) return dated;
  const date = jsonString(header, tags.seriesDate) ?? jsonString(header, tags.acquisitionDate);
  const sameDay = secondsOfTexts(date, jsonString(drug, tags.radiopharmaceuticalStartTime));
  return sameDay !== null && sameDay > scan ? sameDay - dayInSeconds : sameDay;
}

/**
 * Start of the scan, as the QIBA FDG-PET profile finds it: the series' date and time; where they lie after an
 * acquisition, the series was made later from an earlier scan, and GE's private time or the first acquisition counts.
 */
function scanStart(series: readonly DicomJson[]): number | null {
  let first: number | null = null;
  for (const header of series) {
    const acquisition = acquisitionTime(header);
    if (acquisition !== null && (first === null || acquisition < first)) first = acquisition;
  }
  const [header = {}] = series;
  const start = secondsOf(header, tags.seriesDate, tags.seriesTime);
  if (start !== null && (first === null || start <= first)) return start;
  return secondsOfDateTime(header, geScanDateTime(header)) ?? first;
}

function acquisitionTime(header: DicomJson): number | null {
  return (
    secondsOf(header, tags.acquisitionDate, tags.acquisitionTime) ??
    secondsOfDateTime(header, jsonString(header, tags.acquisitionDateTime))
  );
}

/** When activity that decays through the frame equals its mean over the frame, which is what an image holds. */
function averageTime(header: DicomJson, halfLife: number): number | null {
  const start = acquisitionTime(header);
  const milliseconds = jsonNumber(header, tags.actualFrameDuration) ?? 0;
  if (start === null || milliseconds < 0) return null;
  const decay = (Math.LN2 / halfLife) * (milliseconds / 1000);
  return decay === 0 ? start : start + (Math.log(decay / -Math.expm1(-decay)) / Math.LN2) * halfLife;
}
