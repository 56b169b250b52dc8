import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseError, migrate, openDatabase } from '../../database/index.ts';
import { UnprintableTextError } from '../render/pdf.ts';
import { render } from '../render/renderings.ts';
import { CriticalStore } from './critical-store.ts';
import { DismissalStore } from './dismissal-store.ts';
import { DraftOrders } from './draft-orders.ts';
import { KeyImageStore } from './key-image-store.ts';
import { KeyStore } from './key-store.ts';
import { OutboxStore } from './outbox-store.ts';
import { PatientStore } from './patient-store.ts';
import { PriorReportStore } from './prior-report-store.ts';
import type { StoreAnswer, StoreCall, StoreMethods, StoreSettings } from './protocol.ts';
import { RecallStore } from './recall-store.ts';
import { ReportStore } from './report-store.ts';
import { reportMigrations } from './schema.ts';

const port = parentPort;
if (!port) throw new Error('runs as a worker thread');

/** Opens the store and answers calls, one after the other. */
function serve({ path, key }: StoreSettings, answer: (message: StoreAnswer) => void): void {
  const database = openDatabase({ path, key, synchronous: 'FULL', exclusive: true });
  migrate(database, reportMigrations);
  const reports = new ReportStore(database);
  const draftOrders = new DraftOrders(database, reports);
  const outbox = new OutboxStore(database);
  const recalls = new RecallStore(database, reports, outbox);
  const keys = new KeyStore(database);
  const priors = new PriorReportStore(database);
  const dismissals = new DismissalStore(database);
  const critical = new CriticalStore(database);
  const patients = new PatientStore(database);
  const keyImages = new KeyImageStore(database);
  const methods: StoreMethods = {
    open: (...parameters) => reports.open(...parameters),
    view: reportId => reports.view(reportId),
    draft: reportId => reports.draft(reportId),
    saveDraft: (...parameters) => reports.saveDraft(...parameters),
    render: source => render(source),
    amend: (...parameters) => reports.amend(...parameters),
    confirmIdentity: (...parameters) => reports.confirmIdentity(...parameters),
    recall: (...parameters) => recalls.recall(...parameters),
    addOrders: (...parameters) => draftOrders.add(...parameters),
    removeOrder: (...parameters) => draftOrders.remove(...parameters),
    discardAmendment: (...parameters) => reports.discardAmendment(...parameters),
    seal: request => reports.seal(request),
    sealed: (...parameters) => reports.sealed(...parameters),
    standing: () => reports.standing(),
    priorReports: (...parameters) => priors.priorReports(...parameters),
    dismiss: (...parameters) => dismissals.dismiss(...parameters),
    dismissals: reportId => dismissals.dismissals(reportId),
    noteWarnings: (...parameters) => dismissals.noteWarnings(...parameters),
    criticalResults: reportId => critical.criticalResults(reportId),
    openCriticalResults: () => critical.openCriticalResults(),
    hasCriticalResult: subject => critical.hasCriticalResult(subject),
    recordCritical: (...parameters) => critical.record(...parameters),
    communicateCritical: (...parameters) => critical.communicate(...parameters),
    retractCritical: (...parameters) => critical.retract(...parameters),
    linkPatients: (...parameters) => patients.link(...parameters),
    unlinkPatients: (...parameters) => patients.unlink(...parameters),
    patientLinks: () => patients.links(),
    notePatients: (...parameters) => patients.noteStatements(...parameters),
    statedPatients: (...parameters) => patients.statements(...parameters),
    keyImages: reportId => keyImages.keyImages(reportId),
    toggleKeyImage: (...parameters) => keyImages.toggleKeyImage(...parameters),
    setKeyImageTitle: (...parameters) => keyImages.setKeyImageTitle(...parameters),
    nextMessageId: () => keys.nextMessageId(),
    demonstrationKey: (...parameters) => keys.demonstrationKey(...parameters),
    rememberPublicKey: (...parameters) => keys.rememberPublicKey(...parameters),
    publicKeys: () => keys.publicKeys(),
    restart: () => outbox.restart(),
    due: now => outbox.due(now),
    assign: (...parameters) => outbox.assign(...parameters),
    prepare: (...parameters) => outbox.prepare(...parameters),
    unpreparable: (...parameters) => outbox.unpreparable(...parameters),
    begin: (...parameters) => outbox.begin(...parameters),
    finish: (...parameters) => outbox.finish(...parameters),
    resend: (...parameters) => outbox.resend(...parameters),
    wake: () => outbox.wake(),
    deliveries: () => outbox.deliveries(),
    close: () => database.close(),
  };
  port?.on('message', async ({ id, method, parameters }: StoreCall) => {
    try {
      // The client's type ties the parameters to the method.
      const call = methods[method] as (...parameters: readonly unknown[]) => unknown;
      answer({ id, ok: true, value: await call(...parameters) });
    } catch (error) {
      answer({ id, ok: false, ...described(error) });
    }
    if (method === 'close') port?.close();
  });
}

/** Errors as plain values: never their message when it may hold report text. */
function described(error: unknown): { reason: string; characters: readonly string[] } {
  if (error instanceof UnprintableTextError) return { reason: 'unprintable', characters: error.characters };
  if (error instanceof DatabaseError) return { reason: error.reason, characters: [] };
  return { reason: error instanceof Error ? error.name : 'unknown', characters: [] };
}

const send = (message: StoreAnswer) => port.postMessage(message);
try {
  serve(workerData as StoreSettings, send);
  send({ id: 0, ok: true, value: null });
} catch (error) {
  send({ id: 0, ok: false, ...described(error) });
}
