import { fail, type Outcome, type ReportView, standingVersions, succeed } from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import { recalledContent } from '../workflow/amendment.ts';
import { draftGoesOn } from '../workflow/steps.ts';
import { audit } from './audit.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { ReportStore } from './report-store.ts';

/** Takes back signed versions that have not left. Synchronous; one transaction. */
export class RecallStore {
  readonly #database: Database;
  readonly #reports: ReportStore;
  readonly #outbox: OutboxStore;

  constructor(database: Database, reports: ReportStore, outbox: OutboxStore) {
    this.#database = database;
    this.#reports = reports;
    this.#outbox = outbox;
  }

  /**
   * Recalls the latest version while all of its deliveries are held: nothing of it is sent, it stays in the chain, and its
   * text is a draft again, with a revision that no page knows yet. A recalled withdrawal leaves the version before it.
   */
  recall(reportId: string, version: number, at: string, actor: string): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const view = this.#reports.view(reportId);
      const latest = view && standingVersions(view).at(-1);
      if (!view || !latest) return fail('report-unknown', { report: reportId });
      if (latest.version !== version) return fail('recall-too-late', { report: reportId, version });
      const goesOn = draftGoesOn(latest.status);
      if (view.draft && !goesOn)
        return fail('report-step-illegal', { report: reportId, from: 'draft', to: 'recalled' });
      if (this.#outbox.recall(reportId, version, at) === null) {
        return fail('recall-too-late', { report: reportId, version });
      }
      this.#database
        .prepare('INSERT INTO recall (report_id, version, at, actor) VALUES (?, ?, ?, ?)')
        .run([reportId, version, at, actor]);
      audit(this.#database, { at, actor, action: 'recalled', reportId, detail: { version } });
      if (latest.status !== 'withdrawn' && !goesOn) this.#draftAgain(view, at);
      return succeed(this.#reports.view(reportId)!);
    });
  }

  #draftAgain(view: ReportView, at: string): void {
    const standing = standingVersions(view);
    const [latest, before] = [standing.at(-1), standing.at(-2)];
    if (!latest) return;
    const { reportId, status, subject } = latest;
    const kind = status === 'addendum' || status === 'correction' ? status : null;
    this.#database
      .prepare(
        `INSERT INTO draft (report_id, revision, content, saved_at, amends, subject)
         SELECT report_id, ifnull(draft_revision, 0) + 1, @content, @at, @amends, @subject FROM sealed
         WHERE report_id = @reportId AND version = @version`,
      )
      .run({
        reportId,
        version: latest.version,
        content: JSON.stringify(recalledContent(latest, view.sealed.length + 1)),
        at,
        amends: kind && before ? JSON.stringify({ kind, version: before.version }) : null,
        subject: kind ? JSON.stringify(subject) : null,
      });
  }
}
