import type { VersionStatus } from '../../contract/index.ts';

/** A version's status in the words of each standard. One table, so that no two renderings of one version differ. */
export interface ResultStatus {
  /**
   * OBR-25 and OBX-11 (HL7 v2.5.1, tables 0123 and 0085): preliminary, final, correction, delete. They have no word for an
   * addendum (`A` of table 0123 means that results are still to come): it replaces what was sent, so it is a correction.
   */
  readonly hl7: { readonly report: 'P' | 'F' | 'C'; readonly result: 'P' | 'F' | 'C' | 'D' };
  /** R4 DiagnosticReport.status. */
  readonly diagnosticReport: 'preliminary' | 'final' | 'appended' | 'corrected' | 'entered-in-error';
  /** R4 Observation.status, which has no word for an appended text. */
  readonly observation: 'preliminary' | 'final' | 'amended' | 'corrected' | 'entered-in-error';
}

const statuses: Readonly<Record<VersionStatus, ResultStatus>> = {
  preliminary: {
    hl7: { report: 'P', result: 'P' },
    diagnosticReport: 'preliminary',
    observation: 'preliminary',
  },
  final: { hl7: { report: 'F', result: 'F' }, diagnosticReport: 'final', observation: 'final' },
  addendum: { hl7: { report: 'C', result: 'C' }, diagnosticReport: 'appended', observation: 'amended' },
  correction: { hl7: { report: 'C', result: 'C' }, diagnosticReport: 'corrected', observation: 'corrected' },
  withdrawn: {
    hl7: { report: 'C', result: 'D' },
    diagnosticReport: 'entered-in-error',
    observation: 'entered-in-error',
  },
};

export function resultStatusOf(status: VersionStatus): ResultStatus {
  return statuses[status];
}
