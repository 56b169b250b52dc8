import { randomUUID } from 'node:crypto';
import {
  type CheckRule,
  type Dismissal,
  type Draft,
  fail,
  type Language,
  type Outcome,
  type Reading,
  type ReportContent,
  type ReportView,
  reportContentSchema,
  type SealedVersion,
  succeed,
} from '../../contract/index.ts';
import type { Clock, Log } from '../ports.ts';
import type { PreparedDelivery, Reader, Renderings, RisConnector } from '../ris/index.ts';
import { newDraft } from './new-draft.ts';
import type { OutboxEngine } from './outbox/engine.ts';
import type { RenderingSource } from './render/report-document.ts';
import type { ReportService } from './report-service.ts';
import { hashesOf, manifestBytes } from './seal/manifest.ts';
import type { Signer } from './seal/signer.ts';
import type { SealedReader } from './sealed-reader.ts';
import { ReportStoreError } from './store/client.ts';
import type { RemoteStore } from './store/protocol.ts';
import { signingFault, subjectOf } from './subject.ts';
import { wellFormedContent } from './well-formed-content.ts';

export interface ServiceDependencies {
  readonly store: RemoteStore;
  readonly sealedReader: SealedReader;
  readonly engine: OutboxEngine;
  readonly signer: Signer;
  readonly reader: Reader;
  readonly connectors: (siteId: string) => RisConnector | undefined;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly listeners: Set<() => void>;
}

type SignRequest = Parameters<ReportService['sign']>[0];

/** The service over its store thread. Store errors become failures; nothing is thrown to the caller. */
export class StoredReportService implements ReportService {
  readonly #dependencies: ServiceDependencies;
  /** Signatures under way by report: a double click joins the first. */
  readonly #signing = new Map<string, { request: string; result: Promise<Outcome<SealedVersion>> }>();

  constructor(dependencies: ServiceDependencies) {
    this.#dependencies = dependencies;
  }

  open(reading: Reading, language: Language): Promise<Outcome<ReportView>> {
    return this.#guarded(async () => {
      const { store, sealedReader, reader } = this.#dependencies;
      const content = wellFormedContent(newDraft(reading, language));
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
        wellFormedContent(parsed.data),
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

  preview(reportId: string): Promise<Outcome<{ html: string; pdf: Uint8Array }>> {
    return this.#guarded(async () => {
      const { store, timeZone } = this.#dependencies;
      const draft = await store.draft(reportId);
      if (!draft.ok) return draft;
      const { subject, content, savedAt } = draft.value;
      const { html, pdf } = await store.render({ reportId, subject, content, at: savedAt, timeZone, sealing: null });
      return succeed({ html, pdf });
    });
  }

  sign(request: SignRequest): Promise<Outcome<SealedVersion>> {
    const { reportId } = request;
    const key = JSON.stringify([request.revision, request.patientId, request.accessions]);
    const before = this.#signing.get(reportId);
    if (before) return before.request === key ? before.result : before.result.then(() => this.sign(request));
    const result = this.#guarded(() => this.#sign(request)).finally(() => this.#signing.delete(reportId));
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
    const { store, signer, engine, timeZone, reader } = this.#dependencies;
    const { reportId, revision } = request;
    const draft = await store.draft(reportId);
    if (!draft.ok) return draft;
    if (draft.value.revision !== revision) {
      return fail('draft-outdated', { report: reportId, revision: draft.value.revision });
    }
    const { subject, content } = draft.value;
    const fault = signingFault(subject, content, request);
    if (fault) return { ok: false, failure: fault };

    const signedAt = this.#now();
    const sealing = {
      version: 1,
      signer: { name: signer.name, identifier: signer.identifier, demonstration: signer.demonstration },
    };
    const source: RenderingSource = { reportId, subject, content, at: signedAt, timeZone, sealing };
    const renderings = await store.render(source);
    const unsigned = {
      reportId,
      ...sealing,
      status: 'final' as const,
      subject,
      content,
      signedAt,
      hashes: hashesOf(content, renderings),
      previousHash: null,
    };
    const signature = await this.#signature(manifestBytes(unsigned));
    if (!signature.ok) return signature;
    const version: SealedVersion = { ...unsigned, signature: signature.value };
    const messageId = await store.nextMessageId();
    const prepared = this.#prepare(version, renderings, messageId);
    const sealed = await store.seal({
      version,
      revision,
      renderings,
      delivery: { id: randomUUID(), messageId, prepared },
      actor: reader.identifier,
    });
    if (sealed.ok) {
      this.#changed();
      engine.look();
    }
    return sealed;
  }

  async #signature(manifest: Uint8Array): Promise<Outcome<string>> {
    try {
      return succeed(await this.#dependencies.signer.sign(manifest));
    } catch (error) {
      this.#dependencies.log.warn('reports.signing-failed', {
        reason: error instanceof Error ? error.name : 'unknown',
      });
      return fail('signing-key-unusable', {});
    }
  }

  /** Signing never fails for the sake of the RIS: what cannot be prepared now is queued and prepared later. */
  #prepare(version: SealedVersion, renderings: Renderings, messageId: string): PreparedDelivery | null {
    const { connectors, log } = this.#dependencies;
    try {
      return connectors(version.subject.site)?.prepare(version, renderings, messageId) ?? null;
    } catch (error) {
      log.warn('reports.prepare-failed', { reason: error instanceof Error ? error.name : 'unknown' });
      return null;
    }
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
