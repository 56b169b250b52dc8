import {
  type Draft,
  fail,
  type Outcome,
  type ReportContent,
  type ReportSubject,
  type ReportView,
  succeed,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import { samePatient, titleWith, titleWithout, withOrders, withoutOrder } from '../subject.ts';
import { audit } from './audit.ts';
import type { ReportStore } from './report-store.ts';

interface Change {
  readonly subject: ReportSubject;
  readonly content: ReportContent;
  readonly action: 'order-added' | 'order-removed';
  readonly keys: readonly string[];
}

/** Which orders a draft is for, beside those that the worklist matched. Synchronous; every method is one transaction. */
export class DraftOrders {
  readonly #database: Database;
  readonly #reports: ReportStore;

  constructor(database: Database, reports: ReportStore) {
    this.#database = database;
    this.#reports = reports;
  }

  /**
   * The draft is also for the orders of another reading of its patient: they stand in its title and are delivered with it.
   * Orders that another report answers, or is being written for, are refused.
   */
  add(reportId: string, revision: number, other: ReportSubject, at: string, actor: string): Outcome<ReportView> {
    return this.#change(reportId, revision, at, actor, ({ subject, content }) => {
      if (!samePatient(subject.patient, other.patient) || subject.site !== other.site) {
        return fail('identity-mismatch', { reason: 'order-of-other-patient', report: reportId });
      }
      const keys = other.orderKeys.filter(key => !subject.orderKeys.includes(key));
      if (keys.length === 0) return fail('input-invalid', { field: 'readingId', reason: 'no-further-order' });
      const elsewhere = this.#reportOf(subject.site, keys, reportId);
      if (elsewhere) return fail('order-has-report', { report: elsewhere });
      const title = titleWith(content.title, other);
      return succeed({
        subject: withOrders(subject, other),
        content: { ...content, title },
        action: 'order-added' as const,
        keys,
      });
    });
  }

  /** Takes back an order that was added, as long as no version was signed for it. */
  remove(reportId: string, revision: number, orderKey: string, at: string, actor: string): Outcome<ReportView> {
    return this.#change(reportId, revision, at, actor, ({ subject, content }) => {
      const { sealed } = this.#reports.view(reportId) ?? { sealed: [] };
      const signed = sealed.some(version => version.subject.orderKeys.includes(orderKey));
      const left = signed ? null : withoutOrder(subject, orderKey);
      if (!left) return fail('input-invalid', { field: 'orderKey', reason: signed ? 'signed' : 'not-added' });
      this.#database
        .prepare('DELETE FROM report_order WHERE report_id = ? AND site = ? AND order_key = ?')
        .run([reportId, subject.site, orderKey]);
      const words = subject.orderNumbers?.find(({ key }) => key === orderKey)?.description;
      const title = titleWithout(content.title, words);
      return succeed({
        subject: left,
        content: { ...content, title },
        action: 'order-removed' as const,
        keys: [orderKey],
      });
    });
  }

  #change(
    reportId: string,
    revision: number,
    at: string,
    actor: string,
    change: (draft: Draft) => Outcome<Change>,
  ): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const draft = this.#reports.draft(reportId);
      if (!draft.ok) return draft;
      if (draft.value.revision !== revision) {
        return fail('draft-outdated', { report: reportId, revision: draft.value.revision });
      }
      const changed = change(draft.value);
      if (!changed.ok) return changed;
      const { subject, content, action, keys } = changed.value;
      this.#reports.bindDraft(draft.value, subject);
      // Under an addendum the signed text stays as it is, its title too.
      const written = draft.value.amends?.kind === 'addendum' ? draft.value.content : content;
      this.#database
        .prepare('UPDATE draft SET revision = @next, content = @content, saved_at = @at WHERE report_id = @reportId')
        .run({ next: revision + 1, content: JSON.stringify(written), at, reportId });
      audit(this.#database, { at, actor, action, reportId, detail: { orders: keys.join(' ') } });
      return succeed(this.#reports.view(reportId)!);
    });
  }

  /** Another report that is signed or written for one of these orders; one that was only opened is none. */
  #reportOf(site: string, orderKeys: readonly string[], not: string): string | null {
    const row = this.#database
      .prepare<{ id: string }>(
        `SELECT report_order.report_id AS id FROM report_order LEFT JOIN draft USING (report_id)
         WHERE site = ? AND order_key IN (SELECT value FROM json_each(?)) AND report_order.report_id <> ?
           AND (draft.report_id IS NULL OR draft.revision > 0
             OR EXISTS (SELECT 1 FROM sealed WHERE sealed.report_id = report_order.report_id)) LIMIT 1`,
      )
      .get([site, JSON.stringify(orderKeys), not]);
    return row?.id ?? null;
  }
}
