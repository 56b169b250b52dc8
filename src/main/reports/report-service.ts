import type {
  AmendmentKind,
  CheckRule,
  Communication,
  CriticalCategory,
  CriticalResult,
  Delivery,
  Dismissal,
  DistributionChoice,
  DistributionOffer,
  Draft,
  KeyImage,
  KeyImageSelection,
  KeyObjectTitle,
  Language,
  OpenCriticalResult,
  Outcome,
  Patient,
  PatientAtSite,
  PatientLink,
  PriorReport,
  Reading,
  ReportContent,
  ReportView,
  SealedVersion,
  VersionCheck,
  VersionStatus,
} from '../../contract/index.ts';
import type { PatientStatement } from './store/patient-store.ts';

/** Drafts, sealed versions and the outbox: the store that must never lose anything. */
export interface ReportService {
  /** The reading's report; a draft is made from its orders and study when there is none and nothing is signed. */
  open(reading: Reading, language: Language): Promise<Outcome<ReportView>>;
  /** Durable when it resolves. Refused with `draft-outdated` when `revision` is not the latest. */
  saveDraft(
    reportId: string,
    revision: number,
    content: ReportContent,
  ): Promise<Outcome<Pick<Draft, 'revision' | 'savedAt'>>>;
  draft(reportId: string): Promise<Outcome<Draft>>;
  /** The draft as it will look, and what may be chosen of its distribution; null where the site configures none. */
  preview(
    reportId: string,
  ): Promise<Outcome<{ html: string; pdf: Uint8Array; distribution: DistributionOffer | null }>>;
  /** Renders, seals and queues in one transaction; refuses when the identities differ. */
  sign(request: {
    reportId: string;
    revision: number;
    patientId: string;
    accessions: readonly string[];
    /** What a first report is signed as; an amendment is what it was begun as. Final when left out. */
    as?: 'preliminary' | 'final';
    /** As it was offered where it is left out. */
    distribution?: DistributionChoice;
  }): Promise<Outcome<SealedVersion>>;
  /** Begins an addendum or correction of the signed report, for the reading as it is now. A correction needs a reason. */
  amend(
    reportId: string,
    amendment: { kind: AmendmentKind; reason: string },
    reading: Reading,
  ): Promise<Outcome<ReportView>>;
  /** The reader has seen that the RIS corrected or merged the patient's identity: the draft is that patient's as he is now. */
  confirmIdentity(reportId: string, reading: Reading): Promise<Outcome<ReportView>>;
  /** The draft is also for the orders of another reading of its patient, and is delivered for each of them. */
  addOrders(reportId: string, revision: number, other: Reading): Promise<Outcome<ReportView>>;
  removeOrder(reportId: string, revision: number, orderKey: string): Promise<Outcome<ReportView>>;
  /** Gives up an unsigned addendum or correction. */
  discardAmendment(reportId: string, revision: number): Promise<Outcome<ReportView>>;
  /** Seals and queues a version that takes the report back; `version` is the latest one, as it was on screen. */
  withdraw(request: {
    reportId: string;
    version: number;
    reason: string;
    patientId: string;
  }): Promise<Outcome<SealedVersion>>;
  /** Takes back a version that has not left yet: its text is a draft again. Refused once its time is over. */
  recall(reportId: string, version: number): Promise<Outcome<ReportView>>;
  sealed(
    reportId: string,
    version: number,
  ): Promise<Outcome<{ version: SealedVersion; pdf: Uint8Array; html: string }>>;
  /** What was signed before for the patient of a reading at its site, without the reading's own report. */
  priorReports(reading: Reading): Promise<Outcome<PriorReport[]>>;
  /** Keeps in the audit trail that the reader answered a warning. Gives all dismissals of the report. */
  dismiss(reportId: string, dismissal: Omit<Dismissal, 'at'>): Promise<Outcome<Dismissal[]>>;
  dismissals(reportId: string): Promise<Outcome<Dismissal[]>>;
  /** Keeps in the audit trail with which unanswered warnings a report was signed. */
  noteWarnings(reportId: string, warnings: Readonly<Partial<Record<CheckRule, number>>>): Promise<void>;
  /** Critical results: each answer is all records of the report, oldest first. */
  readonly critical: CriticalResults;
  readonly patients: PatientRecords;
  readonly keyImages: KeyImages;
  /** Every signed version checked anew; what does not hold is told with it. */
  verify(reportId: string): Promise<Outcome<VersionCheck[]>>;
  /** Per reading, what the worklist shows: found by reading, by any order key or by study. */
  standing(): Promise<readonly ReportStanding[]>;
  deliveries(): Promise<readonly Delivery[]>;
  resend(deliveryId: string): Promise<Outcome<Record<string, never>>>;
  /** Waiting deliveries are tried now: a site's connection came up, or its connector was added. */
  wake(): void;
  /** Called when a report's standing or a delivery changed; not for every save of a draft. */
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** Results that somebody has to be told of. Durable when it resolves, and in the audit trail. */
export interface CriticalResults {
  of(reportId: string): Promise<Outcome<CriticalResult[]>>;
  /** All that are not closed, the soonest due first. */
  open(): Promise<readonly OpenCriticalResult[]>;
  /** Whether one is recorded for the report of a reading. */
  isRecordedFor(reading: Reading): Promise<boolean>;
  record(
    reportId: string,
    result: { category: CriticalCategory; finding: string; communication?: Communication | undefined },
  ): Promise<Outcome<CriticalResult[]>>;
  communicate(id: string, communication: Communication): Promise<Outcome<CriticalResult[]>>;
  retract(id: string, reason: string): Promise<Outcome<CriticalResult[]>>;
}

/** Which patients of several sites are one. Links are durable, with who made or removed them, when the promise resolves. */
export interface PatientRecords {
  links(): Promise<readonly PatientLink[]>;
  link(ends: PatientLink['ends']): Promise<Outcome<PatientLink>>;
  unlink(id: string): Promise<Outcome<Record<string, never>>>;
  /** Remembers what RIS stated of identifiers, in place of what was known of them. Rejects when the store is unusable. */
  note(statements: readonly PatientStatement[]): Promise<void>;
  stated(
    keys: readonly string[],
    identifiers: readonly { readonly site: string; readonly patientId: string }[],
  ): Promise<readonly PatientAtSite[]>;
}

/** The images that a reader marks for a report. Durable when it resolves; sealed with the next version. */
export interface KeyImages {
  of(reportId: string): Promise<Outcome<KeyImageSelection>>;
  /** Refused (`key-image-refused`) for a report that is signed and not being amended. */
  toggle(reportId: string, image: KeyImage): Promise<Outcome<KeyImageSelection>>;
  setTitle(reportId: string, title: KeyObjectTitle): Promise<Outcome<KeyImageSelection>>;
}

export interface ReportStanding {
  readonly reportId: string;
  readonly readingId: string;
  readonly site: string;
  readonly orderKeys: readonly string[];
  readonly studyUid: string | null;
  /** To whom the draft, else the latest signed version, is bound. */
  readonly patient: Patient;
  /** Images of the study that the latest signed version was written for, where that is known. */
  readonly instanceCount: number | null;
  /** What the latest signed version is; null while nothing is signed. */
  readonly version: VersionStatus | null;
  readonly state: 'draft' | 'signed' | 'delivered' | 'refused';
  readonly signedAt: string | null;
  readonly refusal: Delivery['lastAnswer'];
  /** How many are recorded, and of how many nobody has read back yet that he was told. */
  readonly criticalResults: { readonly recorded: number; readonly open: number };
}
