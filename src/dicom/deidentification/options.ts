/**
 * What a de-identified copy keeps beyond the Basic Application Level Confidentiality Profile (PS3.15 E.2). Each choice
 * is one option of PS3.15 E.3.
 */
export interface DeidentificationOptions {
  /** Removed (Basic Profile), all of one subject moved by the same whole days (E.3.6), or kept (E.3.6). */
  readonly dates: 'remove' | 'shift' | 'keep';
  /** Replaced consistently within one export (Basic Profile), or kept (E.3.9). */
  readonly uids: 'replace' | 'keep';
  /** Age, sex, size, weight and the like (E.3.7). */
  readonly patientCharacteristics: boolean;
  /** Private attributes that PS3.15 Table E.3.10-1 lists as safe (E.3.10). */
  readonly safePrivate: boolean;
  /** Descriptions go, or keep those of their words that are known to be technical or anatomical (E.3.5). */
  readonly descriptors: 'remove' | 'clean';
}

/** What stands for one person throughout one export. */
export interface Subject {
  /** Stands in Patient ID and Patient's Name; ASCII, at most 16 characters, so that it fits every identifier. */
  readonly pseudonym: string;
  /** Whole days by which this person's dates are moved; for `dates: 'shift'`. */
  readonly shiftDays: number;
}

export interface DeidentificationContext {
  readonly options: DeidentificationOptions;
  readonly subject: Subject;
  /** The same new UID for the same old one throughout one export, so that references stay intact (PS3.15 E.1.1, U). */
  readonly replaceUid: (uid: string) => string;
}

/** Codes of CID 7050 (PS3.16) for what was done, as (0012,0064) states them. */
export function methodCodes(options: DeidentificationOptions): readonly (readonly [code: string, meaning: string])[] {
  const codes: (readonly [string, string])[] = [['113100', 'Basic Application Confidentiality Profile']];
  if (options.descriptors === 'clean') codes.push(['113105', 'Clean Descriptors Option']);
  if (options.dates === 'keep') {
    codes.push(['113106', 'Retain Longitudinal Temporal Information Full Dates Option']);
  }
  if (options.dates === 'shift') {
    codes.push(['113107', 'Retain Longitudinal Temporal Information Modified Dates Option']);
  }
  if (options.patientCharacteristics) codes.push(['113108', 'Retain Patient Characteristics Option']);
  if (options.uids === 'keep') codes.push(['113110', 'Retain UIDs Option']);
  if (options.safePrivate) codes.push(['113111', 'Retain Safe Private Option']);
  return codes;
}
