import { Worker } from 'node:worker_threads';
import { workerEntry } from '../../worker-entry.ts';
import type { RemoteStore, StoreAnswer, StoreMethods, StoreSettings } from './protocol.ts';

/**
 * Why the store did not do it: a reason of the database driver, `unprintable` with the characters, `stopped` when its
 * thread has ended, or the name of an unforeseen error.
 */
export class ReportStoreError extends Error {
  readonly reason: string;
  readonly characters: readonly string[];

  constructor(reason: string, characters: readonly string[] = []) {
    super(`report store: ${reason}`);
    this.name = 'ReportStoreError';
    this.reason = reason;
    this.characters = characters;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: ReportStoreError): void;
}

const methodNames: Readonly<Record<keyof StoreMethods, true>> = {
  open: true,
  view: true,
  draft: true,
  saveDraft: true,
  render: true,
  amend: true,
  confirmIdentity: true,
  recall: true,
  addOrders: true,
  removeOrder: true,
  discardAmendment: true,
  seal: true,
  sealed: true,
  standing: true,
  nextMessageId: true,
  demonstrationKey: true,
  rememberPublicKey: true,
  publicKeys: true,
  restart: true,
  due: true,
  assign: true,
  prepare: true,
  unpreparable: true,
  begin: true,
  finish: true,
  resend: true,
  priorReports: true,
  dismiss: true,
  dismissals: true,
  noteWarnings: true,
  criticalResults: true,
  openCriticalResults: true,
  hasCriticalResult: true,
  recordCritical: true,
  communicateCritical: true,
  retractCritical: true,
  linkPatients: true,
  unlinkPatients: true,
  patientLinks: true,
  notePatients: true,
  statedPatients: true,
  keyImages: true,
  toggleKeyImage: true,
  setKeyImageTitle: true,
  wake: true,
  deliveries: true,
  close: true,
};

/** Opens the report store in its own thread. Rejects with `ReportStoreError` when it cannot be opened. */
export async function openReportStore(settings: StoreSettings): Promise<RemoteStore> {
  const worker = new Worker(workerEntry('report-store.worker', import.meta.url), { workerData: settings });
  const waiting = new Map<number, Waiting>();
  let ended = false;
  let last = 0;

  worker.on('message', (answer: StoreAnswer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(new ReportStoreError(answer.reason, answer.characters));
  });
  const end = () => {
    ended = true;
    for (const call of waiting.values()) call.reject(new ReportStoreError('stopped'));
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', end);

  const opened = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  try {
    await opened;
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  const call = (method: keyof StoreMethods, parameters: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) {
        reject(new ReportStoreError('stopped'));
        return;
      }
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, method, parameters });
    });
  // The names are the keys of StoreMethods, so the object has its shape.
  return Object.fromEntries(
    Object.keys(methodNames).map(name => [
      name,
      (...parameters: unknown[]) => call(name as keyof StoreMethods, parameters),
    ]),
  ) as RemoteStore;
}
