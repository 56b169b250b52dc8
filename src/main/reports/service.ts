import {
  type AmendmentKind,
  type CheckRule,
  type CriticalDeadlines,
  type Dismissal,
  type Distribution,
  type DistributionOffer,
  type Draft,
  fail,
  type Language,
  noKeyImages,
  type Outcome,
  type PriorReport,
  type Reading,
  type ReportContent,
  type ReportView,
  reportContentSchema,
  type SealedVersion,
  type SiteDistribution,
  standingVersions,
  succeed,
  type TemplateCatalogue,
} from '../../contract/index.ts';
import type { Clock, Log } from '../ports.ts';
import type { Reader, ReportChannel } from '../ris/index.ts';
import { RecordedCriticalResults } from './critical/recorded-results.ts';
import { withCriticalResults } from './critical/statement.ts';
import { StoredKeyImages, withKeyImages } from './key-images.ts';
import { newDraft } from './new-draft.ts';
import type { OutboxEngine } from './outbox/engine.ts';
import { priorReportOf } from './prior-report.ts';
import type { CriticalResults, KeyImages, PatientRecords, ReportService } from './report-service.ts';
import type { Signer } from './seal/signer.ts';
import type { SealedReader } from './sealed-reader.ts';
import { ReportStoreError } from './store/client.ts';
import type { RemoteStore } from './store/protocol.ts';
import { signingFault, subjectOf } from './subject.ts';
import { sealVersion, type VersionToSeal } from './version-sealer.ts';
import { wellFormedContent, wordText } from './well-formed-content.ts';
import { historyOf, isEmptyAmendment, withdrawnContent } from './workflow/amendment.ts';
import { distributionOf, distributionOffer } from './workflow/distribution.ts';
import { statusOfSigning } from './workflow/steps.ts';

export interface ServiceDependencies {
  readonly store: RemoteStore;
  readonly sealedReader: SealedReader;
  readonly engine: OutboxEngine;
  readonly signer: Signer;
  readonly reader: Reader;
  readonly channels: (siteId: string) => readonly ReportChannel[];
  readonly criticalDeadlines: (siteId: string) => CriticalDeadlines;
  readonly recallSeconds: (siteId: string) => number | null;
  readonly distribution: (siteId: string) => SiteDistribution | undefined;
  readonly templates: () => TemplateCatalogue['templates'];
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly listeners: Set<() => void>;
}

const nothingSealed: Pick<ReportView, 'sealed' | 'recalled'> = { sealed: [], recalled: [] };

type SignRequest = Parameters<ReportService['sign']>[0];
type WithdrawRequest = Parameters<ReportService['withdraw']>[0];

/** The service over its store thread. Store errors become failures; nothing is thrown to the caller. */
export class StoredReportService implements ReportService {
  readonly critical: CriticalResults;
  readonly patients: PatientRecords;
  readonly keyImages: KeyImages;
  readonly #dependencies: ServiceDependencies;
  /** Signatures under way by report: a double click joins the first. */
  readonly #signing = new Map<string, { request: string; result: Promise<Outcome<SealedVersion>> }>();

  constructor(dependencies: ServiceDependencies) {
    this.#dependencies = dependencies;
    const recorded = {
      ...dependencies,
      guarded: <T>(work: () => Promise<Outcome<T>>) => this.#guarded(work),
      changed: () => this.#changed(),
    };
    this.critical = new RecordedCriticalResults(recorded);
    this.keyImages = new StoredKeyImages(recorded);
    const { store, reader } = dependencies;
    const act = () => ({ at: this.#now(), actor: reader.identifier });
    this.patients = {
      links: () => store.patientLinks(),
      link: ends => this.#guarded(async () => succeed(await store.linkPatients(ends, act()))),
      unlink: id => this.#guarded(() => store.unlinkPatients(id, act())),
      note: statements => store.notePatients(statements, this.#now()),
      stated: (keys, identifiers) => store.statedPatients(keys, identifiers),
    };
  }

  open(reading: Reading, language: Language): Promise<Outcome<ReportView>> {
    return this.#guarded(async () => {
      const { store, sealedReader, reader, templates } = this.#dependencies;
      const content = wellFormedContent(newDraft(reading, language, templates()));
      const view = await store.open(subjectOf(reading), content, this.#now(), reader.identifier);
      if (!view.ok) return view;
      const damaged = await sealedReader.damage(view.value.sealed);
      return damaged ?? view;
    });
  }

  saveDraft(reportId: string, revision: number, content: ReportContent) {
    return this.#guarded(async (): Promise<Outcome<Pick<Draft, 'revision' | 'savedAt'>>> => {
      const parsed = reportContentSchema.safeParse(content);
      if (!parsed.success) return fail('input-invalid', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
      const saved = await this.#dependencies.store.saveDraft(
        reportId,
        revision,
        wellFormedContent(
          withKeyImages(withCriticalResults(parsed.data, [], this.#dependencies.timeZone), noKeyImages),
        ),
        this.#now(),
      );
      // The first save makes a draft of an opened report.
      if (saved.ok && saved.value.revision === 1) this.#changed();
      return saved;
    });
  }

  draft(reportId: string): Promise<Outcome<Draft>> {
    return this.#guarded(() => this.#dependencies.store.draft(reportId));
  }

  preview(
    reportId: string,
  ): Promise<Outcome<{ html: string; pdf: Uint8Array; distribution: DistributionOffer | null }>> {
    return this.#guarded(async () => {
      const { store, timeZone, distribution } = this.#dependencies;
      const draft = await store.draft(reportId);
      if (!draft.ok) return draft;
      const { subject, savedAt } = draft.value;
      const content = await this.#stated(draft.value);
      const { sealed, recalled } = (await store.view(reportId)) ?? nothingSealed;
      const history = historyOf(standingVersions({ sealed, recalled }));
      const source = { reportId, subject, content, at: savedAt, timeZone, sealing: null, history };
      const { html, pdf } = await store.render(source);
      const configured = distribution(subject.site);
      const offer = configured ? distributionOffer(configured, subject, sealed.at(-1) ?? null) : null;
      return succeed({ html, pdf, distribution: offer });
    });
  }

  sign(request: SignRequest): Promise<Outcome<SealedVersion>> {
    const { reportId } = request;
    const key = JSON.stringify([
      request.revision,
      request.patientId,
      request.accessions,
      request.as,
      request.distribution,
    ]);
    return this.#inTurn(reportId, key, () => this.#sign(request));
  }

  withdraw(request: WithdrawRequest): Promise<Outcome<SealedVersion>> {
    const key = JSON.stringify([request.version, request.patientId, request.reason]);
    return this.#inTurn(request.reportId, key, () => this.#withdraw(request));
  }

  amend(
    reportId: string,
    { kind, reason }: { kind: AmendmentKind; reason: string },
    reading: Reading,
  ): Promise<Outcome<ReportView>> {
    const text = wordText(reason).trim();
    return this.#amending(async ({ store, reader }) => {
      if (kind === 'correction' && text === '') return fail('input-invalid', { field: 'reason', reason: 'missing' });
      const subject = subjectOf(reading);
      return store.amend(reportId, { kind, reason: text }, subject, this.#now(), reader.identifier);
    });
  }

  confirmIdentity(reportId: string, reading: Reading): Promise<Outcome<ReportView>> {
    return this.#amending(({ store, reader }) =>
      store.confirmIdentity(reportId, subjectOf(reading), this.#now(), reader.identifier),
    );
  }

  addOrders(reportId: string, revision: number, other: Reading): Promise<Outcome<ReportView>> {
    return this.#amending(({ store, reader }) =>
      store.addOrders(reportId, revision, subjectOf(other), this.#now(), reader.identifier),
    );
  }

  removeOrder(reportId: string, revision: number, orderKey: string): Promise<Outcome<ReportView>> {
    return this.#amending(({ store, reader }) =>
      store.removeOrder(reportId, revision, orderKey, this.#now(), reader.identifier),
    );
  }

  discardAmendment(reportId: string, revision: number): Promise<Outcome<ReportView>> {
    return this.#amending(({ store, reader }) =>
      store.discardAmendment(reportId, revision, this.#now(), reader.identifier),
    );
  }

  #amending(work: (dependencies: ServiceDependencies) => Promise<Outcome<ReportView>>): Promise<Outcome<ReportView>> {
    return this.#guarded(async () => {
      const view = await work(this.#dependencies);
      if (view.ok) this.#changed();
      return view;
    });
  }

  /** One signature of a report after another; the same asked for twice is one. */
  #inTurn(reportId: string, key: string, work: () => Promise<Outcome<SealedVersion>>): Promise<Outcome<SealedVersion>> {
    const before = this.#signing.get(reportId);
    if (before)
      return before.request === key ? before.result : before.result.then(() => this.#inTurn(reportId, key, work));
    const result = this.#guarded(work).finally(() => this.#signing.delete(reportId));
    this.#signing.set(reportId, { request: key, result });
    return result;
  }

  sealed(
    reportId: string,
    version: number,
  ): Promise<Outcome<{ version: SealedVersion; pdf: Uint8Array; html: string }>> {
    return this.#guarded(async () => {
      const found = await this.#dependencies.sealedReader.read(reportId, version);
      if (!found.ok) return found;
      const { pdf, html } = found.value.renderings;
      return succeed({ version: found.value.version, pdf, html });
    });
  }

  recall(reportId: string, version: number): Promise<Outcome<ReportView>> {
    return this.#amending(({ store, reader }) => store.recall(reportId, version, this.#now(), reader.identifier));
  }

  verify(reportId: string) {
    return this.#guarded(() => this.#dependencies.sealedReader.check(reportId));
  }

  standing() {
    return this.#dependencies.store.standing();
  }

  deliveries() {
    return this.#dependencies.store.deliveries();
  }

  resend(deliveryId: string): Promise<Outcome<Record<string, never>>> {
    return this.#guarded(async () => {
      const { store, engine, reader } = this.#dependencies;
      const outcome = await store.resend(deliveryId, this.#now(), reader.identifier);
      if (outcome.ok) {
        this.#changed();
        engine.look();
      }
      return outcome;
    });
  }

  priorReports(reading: Reading): Promise<Outcome<PriorReport[]>> {
    return this.#guarded(async () => {
      const signed = await this.#dependencies.store.priorReports(reading.site.id, reading.patient);
      const own = (version: SealedVersion) =>
        version.subject.readingId === reading.id ||
        (reading.study !== null && version.subject.studyUid === reading.study.studyUid);
      return succeed(signed.filter(version => !own(version)).map(priorReportOf));
    });
  }

  dismiss(reportId: string, dismissal: Omit<Dismissal, 'at'>): Promise<Outcome<Dismissal[]>> {
    return this.#guarded(async () => {
      const { store, reader } = this.#dependencies;
      const draft = await store.draft(reportId);
      if (!draft.ok) return draft;
      await store.dismiss(reportId, { ...dismissal, at: this.#now() }, reader.identifier);
      return succeed(await store.dismissals(reportId));
    });
  }

  dismissals(reportId: string): Promise<Outcome<Dismissal[]>> {
    return this.#guarded(async () => succeed(await this.#dependencies.store.dismissals(reportId)));
  }

  async noteWarnings(reportId: string, warnings: Readonly<Partial<Record<CheckRule, number>>>): Promise<void> {
    const { store, reader } = this.#dependencies;
    await store.noteWarnings(reportId, warnings, this.#now(), reader.identifier);
  }

  wake(): void {
    this.#dependencies.engine.wake();
  }

  onChange(listener: () => void): () => void {
    this.#dependencies.listeners.add(listener);
    return () => this.#dependencies.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await Promise.allSettled([...this.#signing.values()].map(({ result }) => result));
    await this.#dependencies.engine.stop();
    try {
      await this.#dependencies.store.close();
    } catch (error) {
      if (!(error instanceof ReportStoreError)) throw error;
      this.#dependencies.log.warn('reports.close-failed', { reason: error.reason });
    }
  }

  async #sign(request: SignRequest): Promise<Outcome<SealedVersion>> {
    const { store } = this.#dependencies;
    const { reportId, revision, as = 'final' } = request;
    const draft = await store.draft(reportId);
    if (!draft.ok) return draft;
    if (draft.value.revision !== revision) {
      return fail('draft-outdated', { report: reportId, revision: draft.value.revision });
    }
    const { subject, amends } = draft.value;
    const content = await this.#stated(draft.value);
    const fault = signingFault(subject, content, request);
    if (fault) return { ok: false, failure: fault };
    const before = (await store.view(reportId)) ?? nothingSealed;
    if (isEmptyAmendment({ ...draft.value, content }, standingVersions(before).at(-1) ?? null))
      return fail('amendment-empty', { report: reportId });
    const distribution = this.#distribution(request, subject, before);
    if (distribution && !distribution.ok) return distribution;
    return this.#seal({
      reportId,
      status: statusOfSigning(amends, as),
      subject,
      content,
      before,
      revision,
      distribution: distribution?.value ?? null,
    });
  }

  /** Null where the site's channels carry none. */
  #distribution(
    { distribution }: SignRequest,
    subject: Draft['subject'],
    before: Pick<ReportView, 'sealed' | 'recalled'>,
  ): Outcome<Distribution> | null {
    const configured = this.#dependencies.distribution(subject.site);
    if (!configured) return null;
    // A recalled choice is where the reader goes on; what changes for others is seen from what they were given.
    const [latest, given] = [before.sealed.at(-1) ?? null, standingVersions(before).at(-1) ?? null];
    return distributionOf(configured, distribution, subject, { latest, given });
  }

  /** The draft's content with what is recorded of its critical results and key images: a report never says less than is known. */
  async #stated({ reportId, content }: Draft): Promise<ReportContent> {
    const { store, timeZone } = this.#dependencies;
    const critical = withCriticalResults(content, await store.criticalResults(reportId), timeZone);
    return withKeyImages(critical, await store.keyImages(reportId));
  }

  async #withdraw({ reportId, version, reason, patientId }: WithdrawRequest): Promise<Outcome<SealedVersion>> {
    const view = await this.#dependencies.store.view(reportId);
    const latest = view && standingVersions(view).at(-1);
    if (!view || !latest) return fail('report-unknown', { report: reportId });
    if (latest.version !== version) return fail('draft-outdated', { report: reportId, version: latest.version });
    if (latest.subject.patient.patientId !== patientId) {
      return fail('identity-mismatch', { reason: 'patient-differs' });
    }
    const text = wordText(reason).trim();
    if (text === '') return fail('input-invalid', { field: 'reason', reason: 'missing' });
    const { subject } = latest;
    const content = withdrawnContent(latest, text);
    // It goes to whom it was sent before, and is hidden from whom it was hidden.
    const distribution = latest.distribution ? { ...latest.distribution, visibilityChanged: false } : null;
    return this.#seal({
      reportId,
      status: 'withdrawn',
      subject,
      content,
      before: view,
      revision: null,
      distribution,
    });
  }

  async #seal(request: Omit<VersionToSeal, 'signedAt' | 'heldUntil'>): Promise<Outcome<SealedVersion>> {
    const { clock, recallSeconds } = this.#dependencies;
    const now = clock.now();
    const seconds = recallSeconds(request.subject.site);
    const sealed = await sealVersion(this.#dependencies, {
      ...request,
      signedAt: new Date(now).toISOString(),
      heldUntil: seconds === null ? null : new Date(now + seconds * 1000).toISOString(),
    });
    if (sealed.ok) {
      this.#changed();
      this.#dependencies.engine.look();
    }
    return sealed;
  }

  async #guarded<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ReportStoreError && error.reason === 'unprintable') {
        return fail('rendering-failed', { characters: error.characters.join(' ').slice(0, 200) });
      }
      const reason = error instanceof ReportStoreError ? error.reason : 'unexpected';
      this.#dependencies.log.warn('reports.failed', { reason });
      return fail(error instanceof ReportStoreError ? 'store-unusable' : 'unexpected', { store: 'reports', reason });
    }
  }

  #changed(): void {
    for (const listener of [...this.#dependencies.listeners]) listener();
  }

  #now(): string {
    return new Date(this.#dependencies.clock.now()).toISOString();
  }
}
