import type { Database } from '../../database/index.ts';

/** Who did what when; never the report's text. */
export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly action:
    | 'draft-created'
    | 'subject-extended'
    | 'order-added'
    | 'order-removed'
    | 'identity-confirmed'
    | 'warning-dismissed'
    | 'signed-with-warnings'
    | 'amendment-begun'
    | 'amendment-discarded'
    | 'critical-recorded'
    | 'critical-communicated'
    | 'critical-retracted'
    | 'patients-linked'
    | 'patients-unlinked'
    | 'signed'
    | 'recalled'
    | 'delivered'
    | 'refused'
    | 'resend';
  /** Empty for what is about no report. */
  readonly reportId: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Adds an entry inside the caller's transaction. */
export function audit(database: Database, entry: AuditEntry): void {
  database
    .prepare('INSERT INTO audit (at, actor, action, report_id, detail) VALUES (?, ?, ?, ?, ?)')
    .run([entry.at, entry.actor, entry.action, entry.reportId, JSON.stringify(entry.detail)]);
}
