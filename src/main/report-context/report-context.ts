import {
  type CheckContext,
  type ExaminationFacts,
  goesBy,
  type Language,
  type Patient,
  type Reading,
  type ReportContext,
  type Worklist,
} from '../../contract/index.ts';
import { examinationFacts } from '../../dicom/examination/examination-facts.ts';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import { mergeValues } from '../../report/content/index.ts';

export interface ReportContextDependencies {
  /** Headers of what is here of a study, and whether that is all of it. */
  readonly headers: (studyUid: string) => Promise<{ headers: readonly DicomJson[]; complete: boolean }>;
  readonly worklist: () => Worklist;
  /** Whether a critical result is recorded for the report of a reading. */
  readonly criticalResultRecorded: (reading: Reading) => Promise<boolean>;
}

const otherPatientsAtMost = 5000;

/** What order, images and department say about the report of a reading: for its merge fields and its checks. */
export class ReportContextService {
  readonly #dependencies: ReportContextDependencies;

  constructor(dependencies: ReportContextDependencies) {
    this.#dependencies = dependencies;
  }

  async of(reading: Reading, language: Language): Promise<ReportContext> {
    const { headers, complete } = reading.study
      ? await this.#dependencies.headers(reading.study.studyUid)
      : { headers: [], complete: false };
    const facts = examinationFacts(headers, complete);
    return {
      checks: {
        ...this.#checks(reading, facts),
        criticalResultRecorded: await this.#dependencies.criticalResultRecorded(reading),
      },
      // Half a study would state half a technique.
      merge: mergeValues(reading, complete ? facts : null, language),
    };
  }

  #checks(reading: Reading, facts: ExaminationFacts): Omit<CheckContext, 'criticalResultRecorded'> {
    const { patient, orders, study, priors } = reading;
    return {
      patient,
      procedures: orders.map(order => order.procedure.text),
      studyDate: study?.studyAt?.slice(0, 10) ?? null,
      priorDates: priors.map(prior => prior.studyAt?.slice(0, 10) ?? '').filter(date => date !== ''),
      contrast: facts.contrast.state,
      otherPatients: this.#othersThan(patient),
    };
  }

  #othersThan(patient: Patient): { familyName: string; givenName: string }[] {
    const names = new Map<string, { familyName: string; givenName: string }>();
    for (const { patient: other } of this.#dependencies.worklist().readings) {
      if (goesBy(patient, other.patientId)) continue;
      names.set(`${other.familyName}^${other.givenName}`, { familyName: other.familyName, givenName: other.givenName });
    }
    return [...names.values()].slice(0, otherPatientsAtMost);
  }
}
