import type {
  CheckRule,
  CriticalDeadlines,
  Delivery,
  Language,
  OpenCriticalResult,
  Outcome,
  PriorReport,
  Reading,
  Session,
  Startup,
  Worklist,
} from '../contract/index.ts';
import type { StudyCache } from './cache/index.ts';
import type { StateChannel } from './channel.ts';
import type { ContextLaunch } from './context-launch/index.ts';
import type { Department } from './department.ts';
import type { DictationService } from './dictation/index.ts';
import type { PatientLinking } from './patients/index.ts';
import type { Ports } from './ports.ts';
import type { ProvisionalPictures } from './provisional/index.ts';
import type { ReadingCase } from './reading-case/index.ts';
import type { ReportContextService } from './report-context/index.ts';
import type { ReportService } from './reports/index.ts';
import type { SpellingService } from './spelling/index.ts';
import type { StudyManager } from './study-manager/index.ts';
import type { SyncEngine } from './sync/index.ts';
import type { TemplateLibrary } from './templates/index.ts';

/** The parts of the program that answer the contract. */
export interface Services {
  readonly ports: Ports;
  readonly session: StateChannel<Session>;
  readonly startup: StateChannel<Startup>;
  readonly worklist: StateChannel<Worklist>;
  readonly deliveries: StateChannel<Delivery[]>;
  readonly openCriticalResults: StateChannel<OpenCriticalResult[]>;
  readonly contextLaunch: ContextLaunch;
  readonly readingCase: ReadingCase;
  readonly cache: StudyCache;
  readonly sync: SyncEngine;
  readonly provisional: ProvisionalPictures;
  readonly studyManager: StudyManager;
  readonly reports: ReportService;
  readonly patientLinking: PatientLinking;
  readonly reportContext: ReportContextService;
  readonly templates: TemplateLibrary;
  /** The patient's reports that the RIS of a reading keeps; none where it cannot be asked. */
  readonly risPriorReports: (reading: Reading) => Promise<Outcome<PriorReport[]>>;
  readonly spelling: SpellingService;
  readonly dictation: DictationService;
  /** Language in which the reports of a site are begun. */
  readonly reportLanguage: (siteId: string) => Language;
  /** Minutes until somebody has to be told, by category. */
  readonly criticalDeadlines: (siteId: string) => CriticalDeadlines;
  /** Checks before signing that a site does not let pass. */
  readonly blockingRules: (siteId: string) => readonly CheckRule[];
  /** Viewer pages that are connected now. */
  readonly viewerPages: Set<symbol>;
  /** Null until the sites are known (the demo department is being made). */
  readonly department: () => Pick<Department, 'worklist'> | null;
}
