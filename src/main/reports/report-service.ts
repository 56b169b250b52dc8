import type {
  CheckRule,
  Delivery,
  Dismissal,
  Draft,
  Language,
  Outcome,
  Reading,
  ReportContent,
  ReportView,
  SealedVersion,
} from '../../contract/index.ts';

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
  preview(reportId: string): Promise<Outcome<{ html: string; pdf: Uint8Array }>>;
  /** Renders, seals and queues in one transaction; refuses when the identities differ. */
  sign(request: {
    reportId: string;
    revision: number;
    patientId: string;
    accessions: readonly string[];
  }): Promise<Outcome<SealedVersion>>;
  sealed(
    reportId: string,
    version: number,
  ): Promise<Outcome<{ version: SealedVersion; pdf: Uint8Array; html: string }>>;
  /** Keeps in the audit trail that the reader answered a warning. Gives all dismissals of the report. */
  dismiss(reportId: string, dismissal: Omit<Dismissal, 'at'>): Promise<Outcome<Dismissal[]>>;
  dismissals(reportId: string): Promise<Outcome<Dismissal[]>>;
  /** Keeps in the audit trail with which unanswered warnings a report was signed. */
  noteWarnings(reportId: string, warnings: Readonly<Partial<Record<CheckRule, number>>>): Promise<void>;
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

export interface ReportStanding {
  readonly reportId: string;
  readonly readingId: string;
  readonly site: string;
  readonly orderKeys: readonly string[];
  readonly studyUid: string | null;
  readonly state: 'draft' | 'signed' | 'delivered' | 'refused';
  readonly signedAt: string | null;
  readonly refusal: Delivery['lastAnswer'];
}
