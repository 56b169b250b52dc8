import type { Services } from '../services.ts';
import { checkProcedures } from './checks.ts';
import { criticalProcedures } from './critical-results.ts';
import { dictationProcedures } from './dictation.ts';
import { keyImageProcedures } from './key-images.ts';
import { patientProcedures } from './patients.ts';
import { priorReportProcedures } from './prior-reports.ts';
import { procedures } from './procedures.ts';
import { reportProcedures } from './reports.ts';
import { sessionProcedures } from './session.ts';
import { spellingProcedures } from './spelling.ts';
import { studyProcedures } from './studies.ts';
import { studyManagerProcedures } from './study-manager.ts';
import { templateProcedures } from './templates.ts';
import { viewerProcedures } from './viewer.ts';
import { worklistProcedures } from './worklist.ts';

export type { Page } from './procedures.ts';

/** The contract, answered by the services. */
export function createRouter(services: Services) {
  return procedures.router({
    session: sessionProcedures(services),
    ...worklistProcedures(services),
    studies: studyProcedures(services),
    studyManager: studyManagerProcedures(services),
    viewer: viewerProcedures(services),
    checks: checkProcedures(services),
    criticalResults: criticalProcedures(services),
    patients: patientProcedures(services),
    keyImages: keyImageProcedures(services),
    priorReports: priorReportProcedures(services),
    templates: templateProcedures(services),
    spelling: spellingProcedures(services),
    dictation: dictationProcedures(services),
    reports: reportProcedures(services),
  });
}

export type ApiRouter = ReturnType<typeof createRouter>;
