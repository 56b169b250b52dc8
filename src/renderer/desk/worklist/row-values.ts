import type { Reading } from '../../../contract/index.ts';
import { foldText, formatName } from '../../ui/format/index.ts';

/** What a row says in each column, from the order where there is one, else from the study. */
export function examinationOf(reading: Reading): string {
  const ordered = reading.orders.map(order => order.procedure.text).filter(Boolean);
  return ordered.length > 0 ? ordered.join(' + ') : (reading.study?.description ?? '');
}

/** Modalities of the study without the kinds that carry no image, else the modality that was ordered. */
export function modalityOf(reading: Reading): string {
  const withoutImages = ['SR', 'PR', 'KO', 'SEG', 'REG', 'DOC'];
  const acquired = reading.study?.modalities.filter(modality => !withoutImages.includes(modality)) ?? [];
  if (acquired.length > 0) return acquired.join('/');
  return reading.orders.find(order => order.modality !== null)?.modality ?? '';
}

export function bodyPartOf(reading: Reading): string {
  return reading.orders.find(order => order.bodyPart !== null)?.bodyPart ?? reading.study?.bodyPart ?? '';
}

export function requesterOf(reading: Reading): string {
  return reading.orders.find(order => order.requester !== null)?.requester ?? '';
}

export function accessionOf(reading: Reading): string {
  return reading.orders.find(order => order.accession)?.accession ?? reading.study?.accession ?? '';
}

/** Cached part of the study, 0 to 1, or null while the PACS has not told how much there is. */
export function cachedPartOf(reading: Reading): number | null {
  const { state, instancesDone, instancesTotal } = reading.cache;
  if (state === 'complete') return 1;
  const total = instancesTotal ?? reading.study?.instanceCount ?? 0;
  return total > 0 ? Math.min(1, instancesDone / total) : null;
}

/** Folding thousands of rows at every key would be felt; a changed reading is a new object. */
const searchTexts = new WeakMap<Reading, string>();

/** Everything that a search looks through, folded: names in both orders, identifiers, accession numbers. */
export function searchTextOf(reading: Reading): string {
  const known = searchTexts.get(reading);
  if (known !== undefined) return known;
  const text = foldedText(reading);
  searchTexts.set(reading, text);
  return text;
}

function foldedText(reading: Reading): string {
  const { patient, orders, study } = reading;
  return foldText(
    [
      formatName(patient),
      patient.givenName,
      patient.familyName,
      patient.patientId,
      ...orders.flatMap(order => [order.accession, order.placerNumber, order.fillerNumber]),
      study?.accession,
      examinationOf(reading),
    ]
      .filter(Boolean)
      .join(' '),
  );
}
