import { fail, goesBy, standingVersions, succeed } from '../../contract/index.ts';
import { identityChange } from '../../report/text/index.ts';
import { importSite } from '../import/index.ts';
import { signingChecks } from '../report-context/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Drafting, signing and delivering the report of the open case. */
export function reportProcedures({
  reports,
  deliveries,
  worklist,
  reportLanguage,
  readingCase,
  reportContext,
  blockingRules,
  dictation,
  department,
}: Services) {
  return {
    open: procedures.reports.open.handler(({ input: { readingId } }) => {
      const { reading } = readingCase.current.value;
      const found = reading?.id === readingId ? reading : worklist.value.readings.find(({ id }) => id === readingId);
      if (!found) return fail('reading-unknown', { reading: readingId });
      // No RIS has asked for it: a signed report would be on its way for ever.
      if (found.site.id === importSite.id) return fail('import-without-ris');
      return reports.open(found, reportLanguage(found.site.id));
    }),
    saveDraft: procedures.reports.saveDraft.handler(({ input }) =>
      reports.saveDraft(input.reportId, input.revision, input.content),
    ),
    watchInsertions: procedures.reports.watchInsertions.handler(({ signal }) => readingCase.insertions.take(signal)),
    preview: procedures.reports.preview.handler(async ({ input: { reportId } }) => {
      const preview = await reports.preview(reportId);
      if (!preview.ok) return preview;
      const { html, distribution } = preview.value;
      return succeed({ html, pdfPath: `/reports/${reportId}/draft.pdf`, distribution });
    }),
    sign: procedures.reports.sign.handler(async ({ input }) => {
      const draft = await reports.draft(input.reportId);
      if (!draft.ok) return draft;
      // The report must be that of the case on screen: a late click of a former case signs nothing.
      if (!readingCase.isOnScreen(draft.value.subject)) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      const { reading } = readingCase.current.value;
      if (!reading) return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      if (identityChange(draft.value.subject.patient, reading.patient).length > 0) {
        return fail('identity-mismatch', { reason: 'patient-changed' });
      }
      const dismissals = await reports.dismissals(input.reportId);
      if (!dismissals.ok) return dismissals;
      const checks = await signingChecks(draft.value, reading, {
        context: reportContext,
        dismissals: dismissals.value,
        blocking: blockingRules(reading.site.id),
      });
      if (checks.blocked) return { ok: false as const, failure: checks.blocked };
      const { as, distribution, ...identity } = input;
      const signed = await reports.sign({
        ...identity,
        ...(as ? { as } : {}),
        ...(distribution ? { distribution } : {}),
      });
      if (signed.ok && Object.keys(checks.left).length > 0) await reports.noteWarnings(input.reportId, checks.left);
      if (signed.ok) await dictation.destroy(input.reportId);
      return signed;
    }),
    amend: procedures.reports.amend.handler(async ({ input: { reportId, kind, reason = '' } }) => {
      const { reading } = readingCase.current.value;
      if (!reading) return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      const shown = await reports.open(reading, reportLanguage(reading.site.id));
      if (!shown.ok) return shown;
      // The report must be that of the case on screen, as for a signature.
      if (standingVersions(shown.value).at(-1)?.reportId !== reportId) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      return reports.amend(reportId, { kind, reason }, reading);
    }),
    confirmIdentity: procedures.reports.confirmIdentity.handler(async ({ input: { reportId, patientId } }) => {
      const draft = await reports.draft(reportId);
      if (!draft.ok) return draft;
      const { reading } = readingCase.current.value;
      const { subject } = draft.value;
      const isShown = readingCase.isOnScreen(subject) || readingCase.isReidentified(subject);
      if (!reading || !isShown || reading.patient.patientId !== patientId) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      return reports.confirmIdentity(reportId, reading);
    }),
    addOrders: procedures.reports.addOrders.handler(async ({ input: { reportId, revision, readingId } }) => {
      const draft = await reports.draft(reportId);
      if (!draft.ok) return draft;
      if (!readingCase.isOnScreen(draft.value.subject)) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      const other = worklist.value.readings.find(({ id }) => id === readingId);
      if (!other || readingId === readingCase.current.value.reading?.id) {
        return fail('reading-unknown', { reading: readingId });
      }
      const claim = await department()?.worklist.claim(readingId);
      if (claim?.ok === false) return claim;
      const added = await reports.addOrders(reportId, revision, other);
      await (added.ok ? department()?.worklist.regroup() : department()?.worklist.release(readingId));
      return added;
    }),
    removeOrder: procedures.reports.removeOrder.handler(async ({ input: { reportId, revision, orderKey } }) => {
      const draft = await reports.draft(reportId);
      if (!draft.ok) return draft;
      const { reading } = readingCase.current.value;
      if (!reading || !readingCase.isOnScreen(draft.value.subject)) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      const removed = await reports.removeOrder(reportId, revision, orderKey);
      const given = reading.orders.filter(({ key }) => key === orderKey);
      if (removed.ok) {
        await department()?.worklist.releaseOrders(reading.site.id, given);
        // Before the page asks for its report again: the case on screen would bind the order anew.
        await department()?.worklist.regroup();
      }
      return removed;
    }),
    discardAmendment: procedures.reports.discardAmendment.handler(({ input }) =>
      reports.discardAmendment(input.reportId, input.revision),
    ),
    withdraw: procedures.reports.withdraw.handler(async ({ input }) => {
      const latest = await reports.sealed(input.reportId, input.version);
      if (!latest.ok) return latest;
      if (!readingCase.isOnScreen(latest.value.version.subject)) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      // What was signed before a merge is taken back under the identity that it was signed with.
      const { subject } = latest.value.version;
      const shown = readingCase.current.value.reading?.patient;
      const merged = shown?.patientId === input.patientId && goesBy(shown, subject.patient.patientId);
      return reports.withdraw(merged ? { ...input, patientId: subject.patient.patientId } : input);
    }),
    // What was signed just now is recalled from wherever the reader is: he may have gone on to the next case.
    recall: procedures.reports.recall.handler(({ input }) => reports.recall(input.reportId, input.version)),
    verify: procedures.reports.verify.handler(({ input }) => reports.verify(input.reportId)),
    watchDeliveries: procedures.reports.watchDeliveries.handler(({ signal }) => deliveries.watch(signal)),
    resend: procedures.reports.resend.handler(({ input }) => reports.resend(input.deliveryId)),
  };
}
