import { randomUUID } from 'node:crypto';
import {
  type Draft,
  fail,
  type Outcome,
  type ReportContent,
  type ReportSubject,
  type ReportView,
  type SealedVersion,
  succeed,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import type { Renderings } from '../../ris/index.ts';
import type { ReportStanding } from '../report-service.ts';
import { extendSubject, samePatient } from '../subject.ts';
import { audit } from './audit.ts';
import { insertDelivery, type NewDelivery } from './outbox-store.ts';

interface ReportRow {
  readonly id: string;
  readonly subject: string;
}

interface DraftRow {
  readonly revision: number;
  readonly content: string;
  readonly saved_at: string;
  readonly subject: string;
}

/** Drafts and sealed versions. Synchronous; every method is one transaction, durable when it returns. */
export class ReportStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The report of a reading: bound to the same reading, else to one of its orders, else to its study, at the same site.
   * Made with `content` where there is none. A found report of another patient is an `identity-mismatch`.
   */
  open(subject: ReportSubject, content: ReportContent, at: string, actor: string): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const found = this.#find(subject);
      if (!found) return succeed(this.#view(this.#create(subject, content, at, actor)));
      const bound: ReportSubject = JSON.parse(found.subject);
      if (!samePatient(bound.patient, subject.patient)) {
        return fail('identity-mismatch', { reason: 'report-of-other-patient', report: found.id });
      }
      const view = this.#view(found.id);
      if (view.sealed.length > 0) return succeed(view);
      const extended = extendSubject(bound, subject);
      if (!extended) return succeed(view);
      this.#bind(found.id, extended);
      audit(this.#database, { at, actor, action: 'subject-extended', reportId: found.id, detail: {} });
      return succeed(this.#view(found.id));
    });
  }

  view(reportId: string): ReportView | null {
    return this.#row(reportId) ? this.#view(reportId) : null;
  }

  draft(reportId: string): Outcome<Draft> {
    if (!this.#row(reportId)) return fail('report-unknown', { report: reportId });
    const draft = this.#draft(reportId);
    return draft ? succeed(draft) : fail('report-already-signed', { report: reportId });
  }

  saveDraft(
    reportId: string,
    revision: number,
    content: ReportContent,
    at: string,
  ): Outcome<Pick<Draft, 'revision' | 'savedAt'>> {
    return this.#database.transaction(() => {
      const draft = this.draft(reportId);
      if (!draft.ok) return draft;
      if (draft.value.revision !== revision) return outdated(reportId, draft.value.revision);
      this.#database
        .prepare('UPDATE draft SET revision = @next, content = @content, saved_at = @at WHERE report_id = @reportId')
        .run({ next: revision + 1, content: JSON.stringify(content), at, reportId });
      return succeed({ revision: revision + 1, savedAt: at });
    });
  }

  /** Seals a version, queues its delivery and closes the draft: all of it or nothing. */
  seal(request: {
    readonly version: SealedVersion;
    /** Of the draft that was rendered. */
    readonly revision: number;
    readonly renderings: Renderings;
    readonly delivery: NewDelivery;
    readonly actor: string;
  }): Outcome<SealedVersion> {
    const { version, renderings } = request;
    const { reportId } = version;
    return this.#database.transaction(() => {
      const draft = this.draft(reportId);
      if (!draft.ok) return draft;
      if (draft.value.revision !== request.revision) return outdated(reportId, draft.value.revision);
      this.#database.prepare('DELETE FROM draft WHERE report_id = ?').run([reportId]);
      this.#database
        .prepare(
          `INSERT INTO sealed (report_id, version, sealed, signed_at, rendering_text, rendering_html, rendering_pdf)
           VALUES (@reportId, @version, @sealed, @signedAt, @text, @html, @pdf)`,
        )
        .run({
          reportId,
          version: version.version,
          sealed: JSON.stringify(version),
          signedAt: version.signedAt,
          ...renderings,
        });
      insertDelivery(this.#database, version, request.delivery);
      audit(this.#database, {
        at: version.signedAt,
        actor: request.actor,
        action: 'signed',
        reportId,
        detail: { version: version.version, content: version.hashes.content },
      });
      return succeed(version);
    });
  }

  sealed(reportId: string, version: number): { version: SealedVersion; renderings: Renderings } | null {
    const row = this.#database
      .prepare<{ sealed: string; text: string; html: string; pdf: Uint8Array }>(
        `SELECT sealed, rendering_text AS text, rendering_html AS html, rendering_pdf AS pdf
         FROM sealed WHERE report_id = ? AND version = ?`,
      )
      .get([reportId, version]);
    if (!row) return null;
    return {
      version: JSON.parse(row.sealed),
      renderings: { text: row.text, html: row.html, pdf: new Uint8Array(row.pdf) },
    };
  }

  /** Reports that stand somewhere: signed ones, and drafts in which something was saved. */
  standing(): ReportStanding[] {
    return this.#database
      .prepare<StandingRow>(standingSql)
      .all()
      .map(row => ({
        reportId: row.id,
        readingId: row.reading_id,
        site: row.site,
        orderKeys: JSON.parse(row.order_keys),
        studyUid: row.study_uid,
        state: standingState(row),
        signedAt: row.signed_at,
        refusal: row.refusal === null ? null : JSON.parse(row.refusal),
      }));
  }

  #row(reportId: string): ReportRow | undefined {
    return this.#database.prepare<ReportRow>('SELECT id, subject FROM report WHERE id = ?').get([reportId]);
  }

  #find({ site, readingId, orderKeys, studyUid }: ReportSubject): ReportRow | undefined {
    const newest = 'ORDER BY created_at DESC, rowid DESC LIMIT 1';
    return (
      this.#database
        .prepare<ReportRow>(`SELECT id, subject FROM report WHERE site = ? AND reading_id = ? ${newest}`)
        .get([site, readingId]) ??
      this.#database
        .prepare<ReportRow>(
          `SELECT id, subject FROM report WHERE id IN (
             SELECT report_id FROM report_order WHERE site = ? AND order_key IN (SELECT value FROM json_each(?))
           ) ${newest}`,
        )
        .get([site, JSON.stringify(orderKeys)]) ??
      this.#database
        .prepare<ReportRow>(`SELECT id, subject FROM report WHERE site = ? AND study_uid = ? ${newest}`)
        .get([site, studyUid])
    );
  }

  #create(subject: ReportSubject, content: ReportContent, at: string, actor: string): string {
    const id = randomUUID();
    this.#database
      .prepare('INSERT INTO report (id, reading_id, site, study_uid, subject, created_at) VALUES (?, ?, ?, ?, ?, ?)')
      .run([id, subject.readingId, subject.site, subject.studyUid, JSON.stringify(subject), at]);
    this.#bind(id, subject);
    this.#database
      .prepare('INSERT INTO draft (report_id, revision, content, saved_at) VALUES (?, 0, ?, ?)')
      .run([id, JSON.stringify(content), at]);
    audit(this.#database, { at, actor, action: 'draft-created', reportId: id, detail: {} });
    return id;
  }

  #bind(id: string, subject: ReportSubject): void {
    this.#database
      .prepare('UPDATE report SET study_uid = ?, subject = ? WHERE id = ?')
      .run([subject.studyUid, JSON.stringify(subject), id]);
    const order = this.#database.prepare(
      'INSERT INTO report_order (report_id, site, order_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    for (const key of subject.orderKeys) order.run([id, subject.site, key]);
  }

  #draft(reportId: string): Draft | null {
    const row = this.#database
      .prepare<DraftRow>(
        `SELECT draft.revision, draft.content, draft.saved_at, report.subject
         FROM draft JOIN report ON report.id = draft.report_id WHERE draft.report_id = ?`,
      )
      .get([reportId]);
    if (!row) return null;
    return {
      reportId,
      subject: JSON.parse(row.subject),
      content: JSON.parse(row.content),
      revision: row.revision,
      savedAt: row.saved_at,
    };
  }

  #view(reportId: string): ReportView {
    const sealed = this.#database
      .prepare<{ sealed: string }>('SELECT sealed FROM sealed WHERE report_id = ? ORDER BY version')
      .all([reportId]);
    return { draft: this.#draft(reportId), sealed: sealed.map(row => JSON.parse(row.sealed)) };
  }
}

interface StandingRow {
  readonly id: string;
  readonly reading_id: string;
  readonly site: string;
  readonly study_uid: string | null;
  readonly order_keys: string;
  readonly signed_at: string | null;
  readonly waiting: number;
  readonly refused: number;
  readonly refusal: string | null;
}

const standingSql = `
SELECT report.id, report.reading_id, report.site, report.study_uid,
  (SELECT json_group_array(order_key) FROM report_order WHERE report_id = report.id) AS order_keys,
  (SELECT max(signed_at) FROM sealed WHERE report_id = report.id) AS signed_at,
  (SELECT count(*) FROM outbox WHERE report_id = report.id AND state NOT IN ('confirmed', 'refused')) AS waiting,
  (SELECT count(*) FROM outbox WHERE report_id = report.id AND state = 'refused') AS refused,
  (SELECT last_answer FROM outbox WHERE report_id = report.id AND state = 'refused' ORDER BY version DESC LIMIT 1) AS refusal
FROM report LEFT JOIN draft ON draft.report_id = report.id
WHERE draft.report_id IS NULL OR draft.revision > 0
ORDER BY report.created_at, report.rowid`;

function standingState(row: StandingRow): ReportStanding['state'] {
  if (row.signed_at === null) return 'draft';
  if (row.refused > 0) return 'refused';
  return row.waiting > 0 ? 'signed' : 'delivered';
}

function outdated(reportId: string, revision: number) {
  return fail('draft-outdated', { report: reportId, revision });
}
