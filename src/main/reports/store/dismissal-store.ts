import type { CheckRule, Dismissal } from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import { audit } from './audit.ts';

/** Warnings that a reader answered. They are entries of the audit trail and nothing else. Synchronous. */
export class DismissalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  dismiss(reportId: string, { key, rule, reason, at }: Dismissal, actor: string): void {
    audit(this.#database, { at, actor, action: 'warning-dismissed', reportId, detail: { key, rule, reason } });
  }

  dismissals(reportId: string): Dismissal[] {
    return this.#database
      .prepare<{ at: string; detail: string }>(
        `SELECT at, detail FROM audit WHERE report_id = ? AND action = 'warning-dismissed' ORDER BY id`,
      )
      .all([reportId])
      .map(({ at, detail }) => ({ ...JSON.parse(detail), at }));
  }

  /** The warnings that a report was signed with, by rule. */
  noteWarnings(
    reportId: string,
    warnings: Readonly<Partial<Record<CheckRule, number>>>,
    at: string,
    actor: string,
  ): void {
    audit(this.#database, { at, actor, action: 'signed-with-warnings', reportId, detail: { ...warnings } });
  }
}
