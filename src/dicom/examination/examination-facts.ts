import type { ExaminationFacts } from '../../contract/index.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonString, jsonStrings } from '../json/dicom-json.ts';
import { doseOf } from './dose-report.ts';

/** Modalities whose headers name the contrast agent when one was given (PS3.3 C.7.6.4; CT and MR fill it by protocol). */
const namesContrast = new Set(['CT', 'MR']);

/** What some modalities write where there was no agent. */
const noAgent = /^(?:no|none|non|sans|aucun|without|[-0]*)\.?$/i;

const derivedKinds = new Set(['SR', 'PR', 'KO', 'SEG', 'DOC', 'OT', 'REG', 'RTSTRUCT']);

/**
 * How the study was made, as far as its headers say. `complete`: all its instances are here, so that what no header
 * says was not there.
 */
export function examinationFacts(headers: readonly DicomJson[], complete: boolean): ExaminationFacts {
  const acquired = headers.filter(
    header =>
      !derivedKinds.has(jsonString(header, tags.modality) ?? '') &&
      // Localisers and secondary captures are no part of the technique (PS3.3 C.7.6.1.1.2).
      !jsonStrings(header, tags.imageType).some(type => type === 'LOCALIZER' || type === 'SECONDARY'),
  );
  return {
    contrast: contrastOf(acquired, complete),
    sliceThickness: range(acquired, tags.sliceThickness),
    tubeVoltage: range(acquired, tags.kvp),
    series: seriesOf(acquired),
    dose: doseOf(headers),
  };
}

function contrastOf(acquired: readonly DicomJson[], complete: boolean): ExaminationFacts['contrast'] {
  for (const header of acquired) {
    const coded = jsonItems(header, tags.contrastBolusAgentSequence)[0];
    const agent =
      jsonString(header, tags.contrastBolusAgent) ?? (coded ? (jsonString(coded, tags.codeMeaning) ?? '') : '');
    if (agent.trim() === '' || noAgent.test(agent.trim())) continue;
    const volume = jsonNumber(header, tags.contrastBolusVolume);
    return { state: 'given', agent: agent.trim().slice(0, 128), volume: volume !== null && volume > 0 ? volume : null };
  }
  const tells =
    acquired.length > 0 && acquired.every(header => namesContrast.has(jsonString(header, tags.modality) ?? ''));
  return { state: complete && tells ? 'none' : 'unknown' };
}

function range(headers: readonly DicomJson[], tag: number): { least: number; most: number } | null {
  const values = headers
    .map(header => jsonNumber(header, tag))
    .filter(value => value !== null && value > 0) as number[];
  return values.length === 0 ? null : { least: Math.min(...values), most: Math.max(...values) };
}

function seriesOf(acquired: readonly DicomJson[]): string[] {
  const series = new Map<string, { number: number; text: string }>();
  for (const header of acquired) {
    const uid = jsonString(header, tags.seriesInstanceUid);
    const text = jsonString(header, tags.seriesDescription)?.trim().slice(0, 64);
    if (uid === null || !text || series.has(uid)) continue;
    series.set(uid, { number: jsonNumber(header, tags.seriesNumber) ?? Number.MAX_SAFE_INTEGER, text });
  }
  const ordered = [...series.values()].sort((one, other) => one.number - other.number);
  return [...new Set(ordered.map(({ text }) => text))].slice(0, 200);
}
