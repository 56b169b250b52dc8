import type { Patient, SealedVersion } from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import { samePatient } from '../subject.ts';

const most = 100;

/** What was signed here before, by patient. Synchronous. */
export class PriorReportStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The latest signed version of each of the patient's reports at a site, newest study first. */
  priorReports(site: string, patient: Patient): SealedVersion[] {
    return this.#database
      .prepare<{ sealed: string }>(
        `SELECT sealed FROM sealed JOIN report ON report.id = sealed.report_id
         WHERE report.site = ? AND json_extract(report.subject, '$.patient.patientId') IN (SELECT value FROM json_each(?))
           AND version = (SELECT max(version) FROM sealed AS latest WHERE latest.report_id = sealed.report_id
             AND NOT EXISTS (SELECT 1 FROM recall
               WHERE recall.report_id = latest.report_id AND recall.version = latest.version))
         ORDER BY json_extract(report.subject, '$.studyAt') DESC LIMIT ${most}`,
      )
      .all([site, JSON.stringify([patient.patientId, ...(patient.former ?? []).map(each => each.patientId)])])
      .map((row): SealedVersion => JSON.parse(row.sealed))
      .filter(version => samePatient(version.subject.patient, patient));
  }
}
