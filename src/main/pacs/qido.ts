import { type StudySummary, studySummarySchema } from '../../contract/index.ts';
import { type DicomJsonMatch, date, integer, personName, text, texts, time } from './dicom-json.ts';
import type { InstanceListing, SeriesListing, StudyQuery } from './pacs-client.ts';

/** A UID with components; the contract's looser pattern would let `..` through, which a URL path resolves. */
const uidPattern = /^(?=.{1,64}$)\d+(?:\.\d+)*$/;

export function isUid(value: string | null): value is string {
  return value !== null && uidPattern.test(value);
}

/** Attributes asked for beyond those that a server returns anyway (PS3.18 table 10.6.3-3). */
const includedInStudies = [
  '00081030', // Study Description
  '00080061', // Modalities in Study
  '00100021', // Issuer of Patient ID
  '00201206', // Number of Study Related Series
  '00201208', // Number of Study Related Instances
  '00180015', // Body Part Examined: some servers give it at study level
];

/** QIDO-RS parameters for a search of studies (PS3.18 section 8.3.4). */
export function studyQueryParameters(query: StudyQuery): Record<string, string> {
  const parameters: Record<string, string> = { includefield: includedInStudies.join(',') };
  if (query.studyUid !== undefined) parameters.StudyInstanceUID = query.studyUid;
  if (query.accession !== undefined) parameters.AccessionNumber = literal(query.accession);
  if (query.patientId !== undefined) parameters.PatientID = literal(query.patientId);
  if (query.patientName !== undefined) parameters.PatientName = beginnings(query.patientName);
  if (query.studyDateFrom !== undefined || query.studyDateTo !== undefined) {
    parameters.StudyDate = `${query.studyDateFrom ?? ''}-${query.studyDateTo ?? ''}`;
  }
  return parameters;
}

/**
 * A value that is meant as it stands. DICOM knows no escape for its wildcards (PS3.4 C.2.2.2.4): a `*` is asked for as
 * `?`, which finds a little more, and the caller keeps what it asked for.
 */
function literal(value: string): string {
  return value.replaceAll('*', '?');
}

/** `martin zo` asks for `martin*zo*`, whatever stands between family and given name (PS3.4 C.2.2.2.4). */
function beginnings(words: string): string {
  return words
    .split(/[\s^*?\\]+/)
    .filter(word => word !== '')
    .map(word => `${word}*`)
    .join('');
}

/** The study a match describes; null when it has no usable identity. */
export function studySummary(siteId: string, match: DicomJsonMatch): StudySummary | null {
  const studyUid = text(match, '0020000D', 65);
  // An identifier cut short would be another patient's: one too long for the contract makes the match unusable.
  const patientId = texts(match, '00100020')[0] ?? '';
  if (!isUid(studyUid)) return null;
  const studyDate = date(match, '00080020');
  const studyTime = time(match, '00080030');
  const sex = text(match, '00100040', 1);
  const summary = studySummarySchema.safeParse({
    site: siteId,
    studyUid,
    accession: texts(match, '00080050')[0] || null,
    patient: {
      patientId,
      issuer: texts(match, '00100021')[0] || null,
      ...personName(match, '00100010'),
      birthDate: date(match, '00100030'),
      sex: sex === 'M' || sex === 'F' || sex === 'O' ? sex : null,
    },
    description: text(match, '00081030', 256) ?? '',
    modalities: [...new Set(texts(match, '00080061'))].filter(code => code !== '' && code.length <= 16).slice(0, 32),
    bodyPart: text(match, '00180015', 64),
    studyAt: studyDate === null ? null : studyTime === null ? studyDate : `${studyDate}T${studyTime}`,
    seriesCount: Math.max(0, integer(match, '00201206') ?? 0),
    instanceCount: Math.max(0, integer(match, '00201208') ?? 0),
  });
  return summary.success ? summary.data : null;
}

/** The series a match of QIDO-RS describes; null without its UID. */
export function seriesListing(match: DicomJsonMatch): SeriesListing | null {
  const seriesUid = text(match, '0020000E', 65);
  if (!isUid(seriesUid)) return null;
  const count = integer(match, '00201209');
  return {
    seriesUid,
    seriesNumber: integer(match, '00200011'),
    modality: text(match, '00080060', 16) ?? '',
    // A series without instances does not exist: zero is a server that does not count.
    instanceCount: count !== null && count > 0 ? count : null,
  };
}

/** The instance a match of QIDO-RS or a data set of WADO-RS metadata describes; null without its UIDs. */
export function instanceListing(match: DicomJsonMatch): InstanceListing | null {
  const seriesUid = text(match, '0020000E', 65);
  const sopInstanceUid = text(match, '00080018', 65);
  if (!isUid(seriesUid) || !isUid(sopInstanceUid)) return null;
  return {
    seriesUid,
    sopInstanceUid,
    seriesNumber: integer(match, '00200011'),
    instanceNumber: integer(match, '00200013'),
    modality: text(match, '00080060', 16) ?? '',
  };
}
