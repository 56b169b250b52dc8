import { randomUUID } from 'node:crypto';
import {
  type AmendmentKind,
  type Draft,
  fail,
  type Outcome,
  type ReportContent,
  type ReportSubject,
  type ReportView,
  type SealedVersion,
  standingVersions,
  succeed,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import type { Renderings } from '../../ris/index.ts';
import type { ReportStanding } from '../report-service.ts';
import { extendSubject, samePatient } from '../subject.ts';
import { amendmentContent, keepsSignedText } from '../workflow/amendment.ts';
import { draftGoesOn, isLegalStep, stageOf } from '../workflow/steps.ts';
import { audit } from './audit.ts';
import { restoreSignedKeyImages } from './key-image-store.ts';
import { insertDelivery, type NewDelivery } from './outbox-store.ts';
import { standings } from './standings.ts';

interface ReportRow {
  readonly id: string;
  readonly subject: string;
}

interface DraftRow {
  readonly amends: string | null;
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
   * Made with `content` where there is none. A found report of another patient is an `identity-mismatch`, unless it is a draft
   * of these very orders: then the RIS has given them another identity, and the reader is shown both.
   */
  open(subject: ReportSubject, content: ReportContent, at: string, actor: string): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const found = this.#find(subject);
      if (!found) return succeed(this.#view(this.#create(subject, content, at, actor)));
      const bound: ReportSubject = JSON.parse(found.subject);
      const view = this.#view(found.id);
      if (!samePatient(bound.patient, subject.patient)) {
        return isReidentified(view, subject)
          ? succeed(view)
          : fail('identity-mismatch', { reason: 'report-of-other-patient', report: found.id });
      }
      // What is signed and not being written to keeps what it was signed for: see `amend`.
      if (!view.draft) return succeed(view);
      const extended = extendSubject(view.draft.subject, subject);
      if (!extended) return succeed(view);
      this.bindDraft(view.draft, extended);
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
      if (!keepsSignedText(draft.value, content)) return fail('report-already-signed', { report: reportId });
      this.#database
        .prepare('UPDATE draft SET revision = @next, content = @content, saved_at = @at WHERE report_id = @reportId')
        .run({ next: revision + 1, content: JSON.stringify(content), at, reportId });
      return succeed({ revision: revision + 1, savedAt: at });
    });
  }

  /**
   * Begins an addendum or a correction of the latest version, bound to what the reading is now: orders and images that
   * came after the signature are the amendment's. One that is being written already is given as it is.
   */
  amend(
    reportId: string,
    { kind, reason }: { readonly kind: AmendmentKind; readonly reason: string },
    subject: ReportSubject,
    at: string,
    actor: string,
  ): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const row = this.#row(reportId);
      if (!row) return fail('report-unknown', { report: reportId });
      const view = this.#view(reportId);
      if (view.draft) return view.draft.amends?.kind === kind ? succeed(view) : illegalStep(reportId, 'draft', kind);
      const standing = standingVersions(view);
      const latest = standing.at(-1);
      const stage = stageOf(standing);
      if (!latest || !isLegalStep(stage, kind)) return illegalStep(reportId, stage, kind);
      const bound = latest.subject;
      if (!samePatient(bound.patient, subject.patient) || bound.site !== subject.site) {
        return fail('identity-mismatch', { reason: 'report-of-other-patient', report: reportId });
      }
      this.#database
        .prepare(
          `INSERT INTO draft (report_id, revision, content, saved_at, amends, subject)
           VALUES (@reportId, 0, @content, @at, @amends, @subject)`,
        )
        .run({
          reportId,
          content: JSON.stringify(amendmentContent(latest, kind, reason, view.sealed.length + 1)),
          at,
          amends: JSON.stringify({ kind, version: latest.version }),
          subject: JSON.stringify(extendSubject(bound, subject) ?? bound),
        });
      audit(this.#database, {
        at,
        actor,
        action: 'amendment-begun',
        reportId,
        detail: { kind, version: latest.version },
      });
      return succeed(this.#view(reportId));
    });
  }

  /**
   * Binds a draft to the identity of its patient as the RIS states it now: corrected, merged into another identifier, or
   * exchanged in all of its orders. What is signed keeps the identity that it was signed with.
   */
  confirmIdentity(reportId: string, now: ReportSubject, at: string, actor: string): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const draft = this.draft(reportId);
      if (!draft.ok) return draft;
      const { subject } = draft.value;
      const { patient } = now;
      if (!samePatient(subject.patient, patient) && !isReidentified(this.#view(reportId), now)) {
        return fail('identity-mismatch', { reason: 'report-of-other-patient', report: reportId });
      }
      this.bindDraft(draft.value, { ...subject, patient });
      const detail = { from: subject.patient.patientId, to: patient.patientId };
      audit(this.#database, { at, actor, action: 'identity-confirmed', reportId, detail });
      return succeed(this.#view(reportId));
    });
  }

  /** Gives up an addendum or correction that is not signed. The signed versions stay as they are. */
  discardAmendment(reportId: string, revision: number, at: string, actor: string): Outcome<ReportView> {
    return this.#database.transaction(() => {
      const draft = this.draft(reportId);
      if (!draft.ok) return draft;
      if (draft.value.revision !== revision) return outdated(reportId, draft.value.revision);
      if (!draft.value.amends) return illegalStep(reportId, 'draft', 'discarded');
      this.#database.prepare('DELETE FROM draft WHERE report_id = ?').run([reportId]);
      const detail = { kind: draft.value.amends.kind, version: draft.value.amends.version };
      restoreSignedKeyImages(this.#database, reportId);
      audit(this.#database, { at, actor, action: 'amendment-discarded', reportId, detail });
      return succeed(this.#view(reportId));
    });
  }

  /**
   * Seals a version and queues its deliveries, all of it or nothing. The draft is closed, or goes on after a preliminary
   * version. A withdrawal has no draft; one that is open would be lost and refuses it.
   */
  seal(request: {
    readonly version: SealedVersion;
    /** Of the draft that was rendered; null for a withdrawal. */
    readonly revision: number | null;
    readonly renderings: Renderings;
    readonly deliveries: readonly NewDelivery[];
    readonly actor: string;
  }): Outcome<SealedVersion> {
    const { version, renderings, revision } = request;
    const { reportId } = version;
    return this.#database.transaction(() => {
      const known = this.#view(reportId);
      const stage = stageOf(standingVersions(known));
      if (revision === null) {
        if (known.draft) return illegalStep(reportId, 'draft', version.status);
      } else {
        const draft = this.draft(reportId);
        if (!draft.ok) return draft;
        if (draft.value.revision !== revision) return outdated(reportId, draft.value.revision);
      }
      if (!isLegalStep(stage, version.status) || version.version !== known.sealed.length + 1) {
        return illegalStep(reportId, stage, version.status);
      }
      if (!draftGoesOn(version.status)) this.#database.prepare('DELETE FROM draft WHERE report_id = ?').run([reportId]);
      this.#bind(reportId, version.subject);
      this.#database
        .prepare(
          `INSERT INTO sealed (report_id, version, sealed, signed_at, rendering_text, rendering_html, rendering_pdf,
             rendering_cda, draft_revision)
           VALUES (@reportId, @version, @sealed, @signedAt, @text, @html, @pdf, @cda, @revision)`,
        )
        .run({
          reportId,
          version: version.version,
          sealed: JSON.stringify(version),
          signedAt: version.signedAt,
          revision,
          ...renderings,
        });
      for (const delivery of request.deliveries) insertDelivery(this.#database, version, delivery);
      audit(this.#database, {
        at: version.signedAt,
        actor: request.actor,
        action: 'signed',
        reportId,
        detail: { version: version.version, status: version.status, content: version.hashes.content },
      });
      return succeed(version);
    });
  }

  sealed(reportId: string, version: number): { version: SealedVersion; renderings: Renderings } | null {
    const row = this.#database
      .prepare<{ sealed: string; text: string; html: string; pdf: Uint8Array; cda: string | null }>(
        `SELECT sealed, rendering_text AS text, rendering_html AS html, rendering_pdf AS pdf, rendering_cda AS cda
         FROM sealed WHERE report_id = ? AND version = ?`,
      )
      .get([reportId, version]);
    if (!row) return null;
    return {
      version: JSON.parse(row.sealed),
      renderings: { text: row.text, html: row.html, pdf: new Uint8Array(row.pdf), cda: row.cda },
    };
  }

  /** Reports that stand somewhere: signed ones, and drafts in which something was saved. */
  standing(): ReportStanding[] {
    return standings(this.#database);
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

  /** Inside the caller's transaction. What amends a signed report has a subject of its own: the signed one stays. */
  bindDraft({ reportId, amends }: Draft, subject: ReportSubject): void {
    if (!amends) this.#bind(reportId, subject);
    else {
      const own = this.#database.prepare('UPDATE draft SET subject = ? WHERE report_id = ?');
      own.run([JSON.stringify(subject), reportId]);
    }
  }

  #draft(reportId: string): Draft | null {
    const row = this.#database
      .prepare<DraftRow>(
        `SELECT draft.revision, draft.content, draft.saved_at, draft.amends,
           coalesce(draft.subject, report.subject) AS subject
         FROM draft JOIN report ON report.id = draft.report_id WHERE draft.report_id = ?`,
      )
      .get([reportId]);
    if (!row) return null;
    return {
      reportId,
      ...(row.amends === null ? {} : { amends: JSON.parse(row.amends) }),
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
    const recalled = this.#database
      .prepare<{ version: number }>('SELECT version FROM recall WHERE report_id = ? ORDER BY version')
      .all([reportId]);
    return {
      draft: this.#draft(reportId),
      sealed: sealed.map(row => JSON.parse(row.sealed)),
      recalled: recalled.map(({ version }) => version),
    };
  }
}

/**
 * Whether this is the reading that the draft was begun for, with all orders of the draft, so that its other patient is the
 * one whom the RIS names now (an order changed by XO). Never for what is signed, nor where another order of the draft is still the former patient's.
 */
function isReidentified({ draft, sealed }: ReportView, { site, readingId, orderKeys }: ReportSubject): boolean {
  if (!draft || sealed.length > 0 || draft.subject.site !== site || draft.subject.readingId !== readingId) return false;
  const keys = draft.subject.orderKeys;
  return keys.length > 0 && keys.every(key => orderKeys.includes(key));
}

function illegalStep(reportId: string, from: string, to: string) {
  return fail('report-step-illegal', { report: reportId, from, to });
}

function outdated(reportId: string, revision: number) {
  return fail('draft-outdated', { report: reportId, revision });
}
