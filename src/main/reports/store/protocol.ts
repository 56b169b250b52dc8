import type { RenderedReport } from '../render/renderings.ts';
import type { RenderingSource } from '../render/report-document.ts';
import type { CriticalStore } from './critical-store.ts';
import type { DismissalStore } from './dismissal-store.ts';
import type { DraftOrders } from './draft-orders.ts';
import type { KeyImageStore } from './key-image-store.ts';
import type { KeyStore } from './key-store.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { PatientStore } from './patient-store.ts';
import type { PriorReportStore } from './prior-report-store.ts';
import type { RecallStore } from './recall-store.ts';
import type { ReportStore } from './report-store.ts';

/** What the worker does. `render` stands here because laying out a PDF takes tens of milliseconds. */
export type StoreMethods = Pick<
  ReportStore,
  | 'open'
  | 'view'
  | 'draft'
  | 'saveDraft'
  | 'amend'
  | 'confirmIdentity'
  | 'discardAmendment'
  | 'seal'
  | 'sealed'
  | 'standing'
> &
  Pick<PriorReportStore, 'priorReports'> &
  Pick<DismissalStore, 'dismiss' | 'dismissals' | 'noteWarnings'> &
  Pick<CriticalStore, 'criticalResults' | 'openCriticalResults' | 'hasCriticalResult'> & {
    recordCritical: CriticalStore['record'];
    communicateCritical: CriticalStore['communicate'];
    retractCritical: CriticalStore['retract'];
    linkPatients: PatientStore['link'];
    unlinkPatients: PatientStore['unlink'];
    patientLinks: PatientStore['links'];
    notePatients: PatientStore['noteStatements'];
    statedPatients: PatientStore['statements'];
    recall: RecallStore['recall'];
    addOrders: DraftOrders['add'];
    removeOrder: DraftOrders['remove'];
  } & Pick<KeyImageStore, 'keyImages' | 'toggleKeyImage' | 'setKeyImageTitle'> &
  Pick<KeyStore, 'nextMessageId' | 'demonstrationKey' | 'rememberPublicKey' | 'publicKeys'> &
  Pick<
    OutboxStore,
    'restart' | 'due' | 'assign' | 'prepare' | 'unpreparable' | 'begin' | 'finish' | 'resend' | 'wake' | 'deliveries'
  > & {
    render(source: RenderingSource): Promise<RenderedReport>;
    close(): void;
  };

/** The same methods across the thread's border. They reject with `ReportStoreError`. */
export type RemoteStore = {
  [Name in keyof StoreMethods]: (
    ...parameters: Parameters<StoreMethods[Name]>
  ) => Promise<Awaited<ReturnType<StoreMethods[Name]>>>;
};

export interface StoreSettings {
  readonly path: string;
  readonly key: Uint8Array;
}

export interface StoreCall {
  /** From 1; 0 is the worker's own first message: the store is open, or why not. */
  readonly id: number;
  readonly method: keyof StoreMethods;
  readonly parameters: readonly unknown[];
}

export type StoreAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly reason: string; readonly characters: readonly string[] };
